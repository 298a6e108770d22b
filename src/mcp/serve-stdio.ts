import { once } from "node:events";
import { loadSdk, loadStdioSdk } from "./load-sdk.js";
import { type McpSession, mcpServer } from "./mcp-server.js";

/** Serves the protocol on standard input and output. */
export interface McpOnStdio {
  /**
   * Serves until the input ends or the signal is aborted. Calls that run then are aborted.
   *
   * @param onError - Takes what is wrong with the input, such as a line that is no message.
   */
  serve(
    session: Omit<McpSession, "signal">,
    stop: AbortSignal,
    onError: (error: Error) => void,
  ): Promise<void>;
}

/** @throws OctavecError `MISSING_DEPENDENCY` */
export async function openMcpOnStdio(): Promise<McpOnStdio> {
  const sdk = await loadSdk();
  const { serveStdio } = await loadStdioSdk();
  return {
    async serve(session, stop, onError) {
      const ended = new AbortController();
      const signal = AbortSignal.any([stop, ended.signal]);
      for (const event of ["end", "close"]) process.stdin.once(event, () => ended.abort());
      // Nothing here changes by itself, so there is nothing to subscribe to.
      const server = serveStdio(() => mcpServer(sdk, session), { onerror: onError, maxSubscriptions: 0 });
      if (!signal.aborted) await once(signal, "abort");
      await server.close();
    },
  };
}
