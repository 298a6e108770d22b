import { MCP_HELP, parseMcpArgs } from "./args.js";

/**
 * `octavec mcp`: serves the protocol until standard input ends or the signal is aborted. Standard output has nothing but the protocol.
 *
 * @returns the exit code.
 * @throws UsageError; OctavecError as `serveMcp` does.
 */
export async function runMcp(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseMcpArgs(args);
  if (options === "help") {
    console.log(MCP_HELP);
    return 0;
  }
  // Only this command needs it.
  const { serveMcp } = await import("../../gateway/index.js");
  await serveMcp({ ...options, say: (text) => console.error(`octavec mcp: ${text}`) }, signal);
  return 0;
}
