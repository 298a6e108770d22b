import { BackgroundTasks, SharedCalls, TimeBudget } from "../../async/index.js";
import { failureCode } from "../../errors/index.js";
import { Generation, readPrompts, searchEntries } from "../entries/index.js";
import { type CacheRequest, type EmbeddedQuestion, errorBound, queryVectorOf } from "../question/index.js";
import type { ExplainedCandidate, ExplainedStep, Explanation } from "./explanation.js";
import { runSteps } from "./look-up.js";
import type { LookupContext, LookupOutcome, StepContext } from "./lookup-state.js";
import { LookupTrace } from "./step-outcome.js";
import { summarize } from "./summarize.js";
import { thresholdsOf } from "./thresholds.js";

export interface ExplainOptions {
  /**
   * Whether the explanation contains the question in canonical form and the stored questions near it. Say `false` if it goes to
   * a log. Default true.
   */
  readonly includeText?: boolean | undefined;
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Entries that an explanation lists, nearest first. */
const MAX_CANDIDATES = 20;

/**
 * Runs a look-up that changes nothing, and reports what each of its steps said. Steps after the look-up's end run only for the
 * report.
 * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason.
 */
export async function explainLookup(
  context: LookupContext,
  request: CacheRequest,
  { includeText = true, signal }: ExplainOptions,
): Promise<Explanation> {
  const { settings, policy } = context;
  const { threshold: value, from, source } = thresholdsOf(context, request);
  const threshold = { value, from, ...(source === undefined ? {} : { source }) };
  const trace = new LookupTrace();
  const own = withoutEffects(context);
  const budget = new TimeBudget(settings.timeoutMs);
  const outcome = await runSteps(own, request, { budget, signal, trace });
  const { identity } = outcome;
  const result = resultOf(outcome);
  const deciding = trace.steps.find((step) => step.result && Object.keys(step.result.why).length > 0);
  const why = deciding?.result?.why ?? outcome.result.why;
  return {
    result,
    summary: summarize({ result, threshold, why, step: trace.ending?.step }),
    identity: identity && {
      entryId: identity.entryId,
      scopeId: identity.scopeId,
      scopeFields: Object.entries(request.scope ?? {}).flatMap(([name, field]) =>
        field === undefined ? [] : [name],
      ),
      textLength: identity.text.length,
      ...(includeText ? { text: identity.text } : {}),
      tags: identity.tags.length,
      category: identity.category,
    },
    threshold,
    steps: stepsOf(trace),
    ...(await listCandidates(own, outcome, { threshold: value, includeText, trace, signal })),
    why,
    details: deciding?.decision && policy.details?.(deciding.decision),
  };
}

/**
 * A context in which a look-up changes nothing: nothing is counted, kept in memory or removed, and no other caller shares its
 * calls.
 */
function withoutEffects(context: LookupContext): StepContext {
  const memory = context.memory?.view();
  const generation = new Generation();
  generation.note(context.generation.current);
  generation.onChange(() => memory?.clear());
  return {
    ...context,
    memory,
    generation,
    lookups: new SharedCalls<LookupOutcome>(),
    embeddings: new SharedCalls<EmbeddedQuestion>(),
    recent: undefined,
    observers: [],
    // Runs nothing.
    background: new BackgroundTasks(0, context.failures),
  };
}

function resultOf({ result }: LookupOutcome): Explanation["result"] {
  if (!result.hit) return { hit: false, reason: result.reason };
  const { tier, entryId, similarity, stale } = result;
  return { hit: true, tier, entryId, similarity, stale };
}

function stepsOf({ steps }: LookupTrace): ExplainedStep[] {
  return steps.map(({ step, answer, result, durationMs }) => {
    const said = { step, answer, durationMs };
    if (result === undefined) return said;
    if (!result.hit) return { ...said, reason: result.reason, errorCode: result.why.errorCode };
    const { entryId, similarity, stale } = result;
    return { ...said, entryId, similarity, stale };
  });
}

/** Searches once more without a lower bound, to show entries that the look-up did not compare, too. */
async function listCandidates(
  context: StepContext,
  { identity, vector, result, withheld }: LookupOutcome,
  {
    threshold,
    includeText,
    trace,
    signal,
  }: {
    readonly threshold: number;
    readonly includeText: boolean;
    readonly trace: LookupTrace;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Pick<Explanation, "candidates" | "candidatesErrorCode">> {
  const semantic = trace.steps.at(-1);
  if (identity === undefined || vector === undefined) return { candidates: [] };
  if (semantic?.answer === "failed") return { candidates: [] };
  const query = queryVectorOf(vector, context.settings.index.quantization);
  const { scopeId, tags } = identity;
  const search = { scopeId, tags, query, threshold, count: MAX_CANDIDATES, all: true };
  try {
    const found = await searchEntries(context, search, { signal });
    const ids = found.candidates.map(({ entryId }) => entryId);
    const prompts = await readPrompts(context, found.generation, includeText ? ids : [], { signal });
    const nowMs = Date.now();
    const served = withheld ?? (result.hit ? result : undefined);
    const notes = trace.steps.flatMap((step) => step.result?.why.guards ?? []);
    const candidates = found.candidates.map((candidate): ExplainedCandidate => {
      const { entryId, answerId, codeSimilarity, similarity, vector: stored } = candidate;
      const bound = errorBound(query, candidate.errorNorm);
      return {
        entryId,
        prompt: prompts.get(entryId),
        answerId,
        codeSimilarity,
        exactSimilarity: stored === undefined ? undefined : similarity,
        lowest: Math.max(-1, codeSimilarity - bound),
        highest: Math.min(1, codeSimilarity + bound),
        ageMs: Math.max(0, nowMs - candidate.createdAtMs),
        reachesThreshold: similarity >= threshold,
        isServed: entryId === served?.entryId,
        guards: notes.filter((note) => note.entryId === entryId),
      };
    });
    return { candidates };
  } catch (error) {
    signal?.throwIfAborted();
    return { candidates: [], candidatesErrorCode: failureCode(error) };
  }
}
