import { once } from "node:events";
import { loadSdk, loadStdioSdk } from "./load-sdk.js";
import { type McpSession, mcpServer } from "./mcp-server.js";

/**
 * Serves the protocol on standard input and output, until the input ends or the signal is aborted. Calls that run then are
 * aborted.
 *
 * @throws OctavecError `MISSING_DEPENDENCY`
 */
export async function serveMcpOnStdio(
  session: Omit<McpSession, "signal">,
  stop: AbortSignal,
  onError: (error: Error) => void,
): Promise<void> {
  const sdk = await loadSdk();
  const { serveStdio } = await loadStdioSdk();
  const ended = new AbortController();
  const signal = AbortSignal.any([stop, ended.signal]);
  for (const event of ["end", "close"]) process.stdin.once(event, () => ended.abort());
  const server = serveStdio(() => mcpServer(sdk, session), {
    onerror: onError,
    maxSubscriptions: 0,
  });
  if (!signal.aborted) await once(signal, "abort");
  await server.close();
}
