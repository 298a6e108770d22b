import { TimeBudget } from "../../async/index.js";
import type { CacheRequest } from "../question/index.js";
import { identityOf } from "../question/index.js";
import { askExact, askMemory } from "./ask-exact.js";
import { askNear, askSemantic, embed } from "./ask-semantic.js";
import type {
  Lookup,
  LookupContext,
  LookupOutcome,
  LookupStep,
  LookupTrace,
  StepContext,
  StepOutcome,
} from "./lookup.js";
import { failed, MISS, miss, outcomeOf } from "./results.js";
import { thresholdsOf } from "./thresholds.js";

/** Looks a question up and tells the observers. @throws as {@link runSteps}. */
export async function lookUp(
  context: LookupContext,
  request: CacheRequest,
  budget: TimeBudget,
  signal?: AbortSignal,
): Promise<LookupOutcome> {
  context.lifecycle.use();
  const startedAtMs = performance.now();
  const outcome = await runSteps(context, request, { budget, signal });
  const { identity, result, embedMs, decision, withheld, vector } = outcome;
  const durationMs = performance.now() - startedAtMs;
  const event = { identity, result, embedMs, decision, withheld, vector, durationMs };
  for (const observer of context.observers) observer.lookedUp?.(event);
  return outcome;
}

/** The steps after memory, in their order. Callers who ask the same at the same time share them. */
const STEPS: readonly {
  readonly step: LookupStep;
  readonly ask: (lookup: Lookup) => StepOutcome | Promise<StepOutcome>;
}[] = [
  { step: "exact", ask: askExact },
  { step: "embedding", ask: embed },
  { step: "near", ask: askNear },
  { step: "semantic", ask: askSemantic },
];

/**
 * The path of every look-up: memory first, then the other steps in turn, until one gives a result.
 * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason.
 */
export async function runSteps(
  context: StepContext,
  request: CacheRequest,
  { budget, signal, trace }: Pick<Lookup, "budget" | "signal"> & { readonly trace?: LookupTrace | undefined },
): Promise<LookupOutcome> {
  const thresholds = thresholdsOf(context.settings, request);
  const pending = identityOf(context, request, signal);
  const identity = pending instanceof Promise ? await pending : pending;
  if ("bypass" in identity) {
    const { bypass, errorCode } = identity;
    return { result: miss(bypass, errorCode === undefined ? {} : { errorCode }) };
  }
  const lookup: Lookup = { context, identity, thresholds, budget, signal, trace, findings: {} };
  const held = askMemory(lookup);
  if (isEnd(lookup, "memory", held)) return outcomeOf(lookup, held);
  const wanted = JSON.stringify([identity.entryId, thresholds, identity.category, identity.tags]);
  const { value, joined } = await context.lookups.run(
    wanted,
    (shared) => askInTurn({ ...lookup, signal: shared }),
    { signal },
  );
  if (!joined) return value;
  const { embedMs: _, decision: __, ...rest } = value;
  return rest;
}

async function askInTurn(lookup: Lookup): Promise<LookupOutcome> {
  const { context, trace } = lookup;
  for (const { step, ask } of STEPS) {
    // What an explanation asks after the look-up's end has time of its own.
    const isOver = trace?.ending !== undefined;
    const asked = isOver ? { ...lookup, budget: new TimeBudget(context.settings.timeoutMs) } : lookup;
    let outcome: StepOutcome;
    try {
      const pending = ask(asked);
      outcome = pending instanceof Promise ? await pending : pending;
    } catch (error) {
      outcome = failed("unavailable", error);
    }
    if (isEnd(lookup, step, outcome)) return outcomeOf(lookup, outcome);
  }
  return outcomeOf(lookup, trace?.ending ?? MISS);
}

/** Whether the look-up returns now. An explanation notes what the step said and goes on. */
function isEnd({ trace }: Lookup, step: LookupStep, outcome: StepOutcome): boolean {
  trace?.add(step, outcome);
  return trace === undefined && outcome.result !== undefined;
}
