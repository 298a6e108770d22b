import { describeError } from "../../errors/index.js";
import { openMcpOnStdio } from "../../mcp/index.js";
import { type McpReachOptions, openReach } from "./open-reach.js";

export interface ServeMcpOptions extends McpReachOptions {
  /** Takes messages for people. They hold no arguments and no results. */
  readonly say: (text: string) => void;
}

/**
 * Serves the tools for agents on standard input and output, until the input ends or the signal is aborted. Standard output has
 * nothing but the protocol.
 *
 * @throws OctavecError `INVALID_OPTIONS`, `INVALID_ARGUMENT`; `MISSING_DEPENDENCY` if `@modelcontextprotocol/server` is not
 * installed.
 */
export async function serveMcp(options: ServeMcpOptions, signal: AbortSignal): Promise<void> {
  const { say } = options;
  // First of all, so that whoever lacks the package is told at once.
  const stdio = await openMcpOnStdio();
  const { reach, close } = await openReach(options, say);
  try {
    await stdio.serve(
      {
        reach,
        onCall({ tool, code }, error) {
          // Others are told to the caller.
          if (code === "UNEXPECTED") say(`${tool} has failed: ${JSON.stringify(describeError(error))}`);
        },
      },
      signal,
      (error) => say(error.name),
    );
  } finally {
    await close();
  }
}
