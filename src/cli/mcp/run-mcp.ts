import { describeError } from "../../errors/index.js";
import type { OnToolCall } from "../../mcp/index.js";
import type { McpOptions } from "./mcp-options.js";

/**
 * `octavec mcp`: serves the protocol until standard input ends or the signal is aborted. Standard output has nothing but the protocol.
 *
 * @throws UsageError; OctavecError `INVALID_OPTIONS`, `INVALID_ARGUMENT`, `MISSING_DEPENDENCY`.
 */
export async function runMcp(options: McpOptions, signal: AbortSignal): Promise<void> {
  // Only this command needs them.
  const { openMcpOnStdio } = await import("../../mcp/index.js");
  const { openReach } = await import("./open-reach.js");
  // First of all, so that whoever lacks the package is told at once.
  const stdio = await openMcpOnStdio();
  const { reach, close } = await openReach(options, say);
  try {
    const onCall: OnToolCall = ({ tool, code }, error) => {
      // Others are told to the caller.
      if (code === "UNEXPECTED") say(`${tool} has failed: ${JSON.stringify(describeError(error))}`);
    };
    await stdio.serve({ reach, onCall }, signal, (error) => say(error.name));
  } finally {
    await close();
  }
}

function say(text: string): void {
  console.error(`octavec mcp: ${text}`);
}
