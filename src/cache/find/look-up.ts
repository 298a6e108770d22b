import { TimeBudget } from "../../async/index.js";
import { type CacheHit, thresholdPolicy } from "../contract/index.js";
import { type CacheRequest, type IdentifiedRequest, identityOf, vectorKeyOf } from "../question/index.js";
import { askByMeaning } from "./ask-by-meaning.js";
import { askExact, askMemory, askQuestion } from "./ask-exact.js";
import { askHeld } from "./ask-held.js";
import { askNear, embed } from "./ask-semantic.js";
import type { ExplainedStep } from "./explanation.js";
import type { Lookup, LookupContext, LookupOutcome, StepContext } from "./lookup-state.js";
import { modalityMatches } from "./modality-matches.js";
import { failed, type LookupTrace, MISS, miss, type StepOutcome } from "./step-outcome.js";
import { checkThreshold, thresholdsOf } from "./thresholds.js";

export interface LookupOptions {
  /**
   * Whether only the question itself counts, and none that is similar to it. The embedder is not asked then. Default false.
   */
  readonly exactOnly?: boolean | undefined;
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Looks up a question, and tells the observers. @throws as {@link runSteps}. */
export function lookUp(
  context: LookupContext,
  request: CacheRequest,
  budget: TimeBudget,
  { signal, exactOnly = false }: LookupOptions = {},
): Promise<LookupOutcome> {
  context.lifecycle.use();
  const startedAtMs = performance.now();
  const span = context.traces?.startLookup();
  const run = () => runSteps(context, request, { budget, signal, exactOnly });
  const running = span === undefined ? run() : span.run(run);
  if (span !== undefined) running.catch(() => span.rejected());
  return running.then((outcome) => {
    const { identity, result, embedMs, judge, decision, withheld, substitution, vector } = outcome;
    const durationMs = performance.now() - startedAtMs;
    const found = { identity, result, embedMs, judge, decision, withheld, substitution, vector };
    const event = { ...found, durationMs, span };
    for (const observer of context.observers) observer.lookedUp?.(event);
    return outcome;
  });
}

/** The fresh answer that memory holds for exactly this question. Tells the observers of a hit, and of nothing else. */
export function heldAnswer(context: LookupContext, identity: IdentifiedRequest): CacheHit | undefined {
  context.lifecycle.use();
  // In shadow mode nothing is served.
  if (context.bound.isShadow === true) return undefined;
  const startedAtMs = performance.now();
  const { result } = askMemory({ context, identity });
  if (result?.hit !== true || result.stale) return undefined;
  const durationMs = performance.now() - startedAtMs;
  const event = { identity, result, durationMs, embedMs: undefined };
  for (const observer of context.observers) observer.lookedUp?.(event);
  return result;
}

type Step = (lookup: Lookup) => StepOutcome | Promise<StepOutcome>;

/** The steps after memory, in their order. Callers with the same question at the same time share them. */
const STEPS: readonly (readonly [ExplainedStep["step"], Step])[] = [
  ["exact", askExact],
  ["embedding", embed],
  ["near", askNear],
  ["semantic", askByMeaning],
];

/** The steps of a look-up for the question itself. */
const EXACT_STEPS: typeof STEPS = [
  ["exact", askExact],
  ["exact", askQuestion],
];

/**
 * The path of every look-up: memory first, then the other steps in turn, until one gives a result.
 * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason.
 */
export async function runSteps(
  context: StepContext,
  request: CacheRequest,
  {
    budget,
    signal,
    trace,
    exactOnly = false,
  }: Pick<Lookup, "budget" | "signal"> & {
    readonly trace?: LookupTrace | undefined;
    readonly exactOnly?: boolean;
  },
): Promise<LookupOutcome> {
  checkThreshold(request);
  const pending = identityOf(context, request, signal);
  const identity = pending instanceof Promise ? await pending : pending;
  if ("bypass" in identity) {
    const { bypass, errorCode } = identity;
    return { identity: undefined, result: miss(bypass, errorCode === undefined ? {} : { errorCode }) };
  }
  const lookup = lookupOf(context, identity, request, { budget, signal, trace });
  const held = askMemory(lookup);
  if (isEnd(lookup, "memory", held)) return outcomeOf(lookup, held);
  const { value, joined } = await context.lookups.run(
    wantedBy(lookup, exactOnly),
    (shared) => askInTurn({ ...lookup, signal: shared }, exactOnly ? EXACT_STEPS : STEPS),
    { signal },
  );
  if (!joined) return value;
  const { embedMs: _, decision: __, judge: ___, ...rest } = value;
  return rest;
}

/** The same text for look-ups that may share one. */
function wantedBy({ identity, thresholds, modalities }: Lookup, exactOnly: boolean): string {
  const { entryId, category, tags } = identity;
  const usual = `${entryId} ${thresholds.threshold} ${thresholds.floor} ${exactOnly}`;
  if (category === undefined && tags.length === 0 && modalities === undefined) return usual;
  const pairs = modalities?.others.map((other) => other.thresholds.threshold);
  return usual + JSON.stringify([category, tags, pairs]);
}

function lookupOf(
  context: StepContext,
  identity: IdentifiedRequest,
  request: CacheRequest,
  rest: Pick<Lookup, "budget" | "signal" | "trace">,
): Lookup {
  const modalities = modalityMatches(context, identity, request.threshold);
  const thresholds = thresholdsOf(context, request, identity.media?.modality);
  // Policies learn from texts and decide on texts. The similarities of other pairs would mislead them.
  const own = identity.media === undefined ? context : { ...context, policy: thresholdPolicy };
  return { context: own, identity, thresholds, modalities, findings: {}, ...rest };
}

async function askInTurn(lookup: Lookup, steps: typeof STEPS): Promise<LookupOutcome> {
  const { context, identity, findings, trace } = lookup;
  if (steps === STEPS) findings.known = context.recent?.get(vectorKeyOf(identity));
  const asking = askHeld(lookup);
  // If this fails, the steps below ask Redis again, in the time that is left.
  const held = asking && (await asking.catch(() => undefined));
  if (held !== undefined) return outcomeOf(lookup, held);
  for (const [step, ask] of steps) {
    // In an explanation, the steps after the look-up's end have a time limit of their own.
    const isOver = trace?.ending !== undefined;
    const asked = isOver ? { ...lookup, budget: new TimeBudget(context.settings.timeoutMs) } : lookup;
    let outcome: StepOutcome;
    try {
      const answer = ask(asked);
      outcome = answer instanceof Promise ? await answer : answer;
    } catch (error) {
      outcome = failed("unavailable", error);
    }
    if (isEnd(lookup, step, outcome)) return outcomeOf(lookup, outcome);
  }
  return outcomeOf(lookup, trace?.ending ?? MISS);
}

/** Whether the look-up returns now. An explanation notes what the step said and goes on. */
function isEnd({ trace }: Lookup, step: ExplainedStep["step"], outcome: StepOutcome): boolean {
  trace?.add(step, outcome);
  return trace === undefined && outcome.result !== undefined;
}

/** The end of a look-up. In shadow mode a hit becomes a miss here, and nowhere else. */
function outcomeOf({ context, identity, findings }: Lookup, ending: StepOutcome): LookupOutcome {
  const { result = miss("not-found"), decision } = ending;
  const { known: _, searched: __, question, ...found } = findings;
  const withheld = context.bound.isShadow === true && result.hit ? result : undefined;
  return {
    result: withheld === undefined ? result : miss("shadow", withheld.why),
    identity,
    // Of `thresholdPolicy`, which is not the cache's own.
    decision: identity.media === undefined ? decision : undefined,
    withheld,
    vector: question?.vector,
    ...found,
  };
}
