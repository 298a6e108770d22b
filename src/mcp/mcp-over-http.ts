import { loadSdk } from "./load-sdk.js";
import { type McpSession, mcpServer } from "./mcp-server.js";

/** The protocol over HTTP, without sessions: each request may reach another process. */
export interface McpOverHttp {
  /**
   * Whether a request may come from a page of this origin: one of this machine, or of one of the host names. Requests that no
   * browser sends have no origin.
   */
  allowsOrigin(origin: string | undefined, hostNames: readonly string[]): boolean;
  /** Answers one request, whose body was read as JSON. Never rejects. */
  answer(request: Request, body: unknown, session: McpSession): Promise<Response>;
}

/** @throws OctavecError `MISSING_DEPENDENCY` */
export async function openMcpOverHttp(): Promise<McpOverHttp> {
  const sdk = await loadSdk();
  return {
    allowsOrigin: (origin, hostNames) =>
      sdk.validateOriginHeader(origin, [...sdk.localhostAllowedOrigins(), ...hostNames]).ok,
    answer(request, body, session) {
      // Nothing here changes by itself, so there is nothing to subscribe to.
      const handler = sdk.createMcpHandler(() => mcpServer(sdk, session), { maxSubscriptions: 0 });
      return handler.fetch(request, { parsedBody: body });
    },
  };
}
