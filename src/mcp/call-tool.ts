import type { CallToolResult } from "@modelcontextprotocol/server";
import { isOctavecError } from "../errors/index.js";
import type { Tool, ToolCall } from "./contract/tool.js";

/** How a call ended. Holds no argument and no result. */
export interface ToolOutcome {
  readonly tool: string;
  readonly ok: boolean;
  /** Code of the error; `UNEXPECTED` for a defect. */
  readonly code?: string | undefined;
  readonly durationMs: number;
}

export type OnToolCall = (outcome: ToolOutcome, error?: unknown) => void;

/** Runs a tool. A failure is a result that says what failed and what to do, so that a model can read it. Never rejects. */
export async function callTool(
  tool: Tool,
  args: unknown,
  call: ToolCall,
  onCall: OnToolCall,
): Promise<CallToolResult> {
  const startedAtMs = performance.now();
  const outcome = (code?: string): ToolOutcome => ({
    tool: tool.name,
    ok: code === undefined,
    code,
    durationMs: Math.round(performance.now() - startedAtMs),
  });
  try {
    const result = await tool.run(call, args);
    onCall(outcome());
    return { content: [{ type: "text", text: JSON.stringify(result) }], structuredContent: result };
  } catch (error) {
    const { code, message, retryable } = describe(error, call.signal);
    onCall(outcome(code), error);
    const advice = retryable ? " The same call may succeed a little later." : "";
    return {
      isError: true,
      content: [{ type: "text", text: `${code}: ${message}${advice}` }],
      _meta: { "octavec/error": { code, retryable } },
    };
  }
}

function describe(error: unknown, signal: AbortSignal) {
  if (signal.aborted) return { code: "ABORTED", message: "The call was cancelled.", retryable: false };
  if (isOctavecError(error)) return error;
  // Its message may quote what the caller sent or what is stored.
  return { code: "UNEXPECTED", message: "The tool has failed by a defect of the server.", retryable: false };
}
