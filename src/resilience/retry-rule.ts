import type { Command, SendOptions, StepResult, Steps, Transaction } from "../executor.js";
import { classifyFailure } from "./classify-failure.js";

/** A call that certainly was not done may be repeated; one that may have been done, only when twice is as good as once. */
export function mayRepeat(error: unknown, { readOnly, idempotent }: SendOptions): boolean {
  const failure = classifyFailure(error);
  return failure === "transient" || (failure === "ambiguous" && (readOnly === true || idempotent === true));
}

/**
 * Which steps of a pipeline to send again, by index, in order. A write stays failed when a later one took effect, or may
 * have, and could depend on it: done after it, it would undo it. In an `idempotent` pipeline that is one on the same first
 * key; in any other, any later step.
 */
export function stepsToRepeat(
  steps: Steps,
  results: readonly StepResult[],
  options: SendOptions,
): readonly number[] {
  const repeated: number[] = [];
  const keysOf = options.idempotent === true ? firstKeysOf : everythingOf;
  const takenEffect = new Set<string>();
  for (let index = results.length - 1; index >= 0; index--) {
    const result = results[index];
    const step = steps[index];
    if (result === undefined || step === undefined) continue;
    if (result.ok) {
      if (options.readOnly !== true) for (const key of keysOf(step)) takenEffect.add(key);
      continue;
    }
    // A step that never left is as good as not asked for, whatever became of its connection.
    const wouldHelp = result.sent
      ? mayRepeat(result.error, options)
      : classifyFailure(result.error) !== "permanent";
    if (wouldHelp && !keysOf(step).some((key) => takenEffect.has(key))) repeated.push(index);
    else if (result.sent && leavesDoubt(result.error)) for (const key of keysOf(step)) takenEffect.add(key);
  }
  return repeated.reverse();
}

/** Whether the call may have been done all the same. */
export function leavesDoubt(error: unknown): boolean {
  return classifyFailure(error) === "ambiguous";
}

/**
 * What to tell of a call that was tried several times: once an attempt left it in doubt whether it was done, a later one
 * that certainly did nothing does not take the doubt away. A reader does not care.
 *
 * @param doubt - The first error that left the call in doubt.
 */
export function finalError(last: unknown, doubt: unknown, { readOnly }: SendOptions): unknown {
  if (doubt === undefined) return last;
  return readOnly === true && classifyFailure(last) === "permanent" ? last : doubt;
}

/** The same of one step of a pipeline. */
export function laterResult(earlier: StepResult, later: StepResult, options: SendOptions): StepResult {
  if (later.ok || earlier.ok || !earlier.sent || !leavesDoubt(earlier.error)) return later;
  return finalError(later.error, earlier.error, options) === later.error ? later : earlier;
}

/** The first argument of each command: the key, of all that this library sends in pipelines. */
function firstKeysOf(step: Command | Transaction): readonly string[] {
  const commands = "transaction" in step ? step.transaction : [step];
  return commands.map((command) => String(command[1] ?? ""));
}

/** Commands of anybody: which keys they touch is not known here. */
function everythingOf(): readonly string[] {
  return ["*"];
}
