import { BackgroundTasks, SharedCalls, TimeBudget } from "../../async/index.js";
import { Generation } from "../entries/index.js";
import type { CacheRequest, EmbeddedQuestion } from "../question/index.js";
import type { ExplainedStep, Explanation } from "./explanation.js";
import { listCandidates } from "./list-candidates.js";
import { runSteps } from "./look-up.js";
import type { LookupContext, LookupOutcome, StepContext } from "./lookup-state.js";
import { LookupTrace } from "./step-outcome.js";
import { summarize } from "./summarize.js";
import { checkThreshold, thresholdsOf } from "./thresholds.js";

export interface ExplainOptions {
  /**
   * Whether the explanation contains the question in canonical form and the stored questions near it. Say `false` if it goes to
   * a log. Default true.
   */
  readonly includeText?: boolean | undefined;
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

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
  checkThreshold(request);
  const trace = new LookupTrace();
  const own = withoutEffects(context);
  const budget = new TimeBudget(settings.timeoutMs);
  const outcome = await runSteps(own, request, { budget, signal, trace });
  const { identity } = outcome;
  const { threshold: value, from, source } = thresholdsOf(context, request, identity?.media?.modality);
  const threshold = { value, from, ...(source === undefined ? {} : { source }) };
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
      modality: identity.media?.modality ?? "text",
      ...(includeText ? { text: identity.text } : {}),
      tags: identity.tags.length,
      category: identity.category,
    },
    threshold,
    steps: stepsOf(trace),
    ...(await listCandidates(own, outcome, {
      threshold: value,
      asked: request.threshold,
      includeText,
      trace,
      signal,
    })),
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
    breaker: context.breaker?.view(),
    reportEmbedder: undefined,
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
