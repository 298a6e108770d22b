import type { z } from "zod";
import { OctavecError } from "../../errors/index.js";
import type { McpReach } from "./reach.js";

/** One call of a tool. */
export interface ToolCall {
  readonly reach: McpReach;
  /** Aborted when the caller cancels or goes away. */
  readonly signal: AbortSignal;
}

/** What clients are told of a tool. */
interface ToolFacts {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What it is about: the caller must be able to reach such. */
  readonly of: "collections" | "caches";
  /** `write` tools exist only for callers with the right. */
  readonly right: "read" | "write";
  /** Whether it may remove or replace what is stored. */
  readonly isDestructive: boolean;
  /** Whether a second call with the same arguments changes nothing more. */
  readonly isIdempotent: boolean;
}

interface ToolDefinition<I extends z.ZodObject, O extends z.ZodObject> extends ToolFacts {
  readonly input: I;
  readonly output: O;
  run(call: ToolCall, input: z.output<I>): Promise<z.input<O>>;
}

/** A tool, whatever its arguments and results are. */
export interface Tool extends ToolFacts {
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** @throws OctavecError `INVALID_ARGUMENT` for arguments of another form; what the tool fails with. */
  run(call: ToolCall, args: unknown): Promise<Record<string, unknown>>;
}

export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(
  definition: ToolDefinition<I, O>,
): Tool {
  const { input, run } = definition;
  return { ...definition, run: (call, args) => run(call, checkArguments(definition.name, input, args)) };
}

const MAX_ISSUES = 5;
const MAX_SHOWN = 200;

/** The message names fields and rules, and never a value. */
function checkArguments<I extends z.ZodObject>(tool: string, schema: I, args: unknown): z.output<I> {
  const parsed = schema.safeParse(args ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, MAX_ISSUES).map(({ path, message }) => {
    const field = path.map(String).join(".");
    return (field === "" ? message : `${field}: ${message}`).slice(0, MAX_SHOWN);
  });
  throw new OctavecError("INVALID_ARGUMENT", `${tool}: ${problems.join("; ")}.`);
}
