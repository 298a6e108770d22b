import { isOctavecError } from "../../index.js";
import { type OnToolCall, serveMcpOnStdio } from "../../mcp/index.js";
import { MCP_HELP, parseMcpArgs } from "./args.js";
import { openReach } from "./open-reach.js";

/**
 * `octavec mcp`: serves the protocol until standard input ends or the signal is aborted. Standard output has nothing but the protocol.
 *
 * @returns the exit code.
 * @throws UsageError; OctavecError `INVALID_OPTIONS`, `INVALID_ARGUMENT`, `MISSING_DEPENDENCY`.
 */
export async function runMcp(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseMcpArgs(args);
  if (options === "help") {
    console.log(MCP_HELP);
    return 0;
  }
  const { reach, close } = await openReach(options, say);
  try {
    const onCall: OnToolCall = ({ tool, code }, error) => {
      // Others are told to the caller, in full.
      if (code === "UNEXPECTED" && !isOctavecError(error)) say(`${tool} has failed: ${placeOf(error)}`);
    };
    await serveMcpOnStdio({ reach, onCall }, signal, (error) => say(error.name));
    return 0;
  } finally {
    await close();
  }
}

function say(text: string): void {
  console.error(`octavec mcp: ${text}`);
}

/** Name and place of an error, without its message, which may hold a text of the caller. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const lines = error.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  return [error.name, ...lines.slice(0, 4).map((line) => line.trim())].join(" ");
}
