import { SharedCalls, TimeBudget } from "../../async/index.js";
import type { CacheHit } from "../contract/index.js";
import { lifeOf } from "../entries/index.js";
import { type LookupOutcome, lookUp } from "../find/index.js";
import type { CacheRequest, IdentifiedRequest } from "../question/index.js";
import type { AnswerContext } from "./answer-context.js";
import { callProducer, makeAnswer } from "./make-answer.js";
import { refreshIfStale } from "./refresh-answer.js";
import type { MadeAnswer, ProduceOrder, Producer, WrapOptions, WrappedAnswer } from "./wrap-types.js";

/**
 * The cached answer, or the producer's answer, which is then stored. Callers who ask the same at the same time share one
 * call of one producer. A failure in the cache costs at most its time budget.
 *
 * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason; what the producer throws, unchanged.
 */
export async function wrapAnswer(
  context: AnswerContext,
  request: CacheRequest,
  produce: Producer,
  { signal, ttlMs }: WrapOptions,
): Promise<WrappedAnswer> {
  // Checked before the producer is called: once the answer is there, nothing may keep it from its caller.
  if (ttlMs !== undefined) lifeOf(context.settings, undefined, ttlMs);
  const order = { produce, ttlMs };
  const first = await answerOnce(context, request, order, signal);
  if (first !== "outdated") return first;
  const second = await answerOnce(context, request, order, signal, { acceptsOutdated: true });
  if (second !== "outdated") return second;
  throw new Error("An answer was refused although outdated answers were accepted.");
}

/**
 * `"outdated"`: the answer that was shared was begun before an invalidation, and this caller may have come after the
 * invalidation.
 */
async function answerOnce(
  context: AnswerContext,
  request: CacheRequest,
  order: ProduceOrder,
  signal: AbortSignal | undefined,
  { acceptsOutdated = false } = {},
): Promise<WrappedAnswer | "outdated"> {
  const budget = new TimeBudget(context.settings.timeoutMs);
  const examined = await lookUp(context, request, budget, signal);
  const { identity, result } = examined;
  if (result.hit) {
    // At most one more call of the producer: an answer that is refreshed anyway is not audited as well.
    if (!refreshIfStale(context, examined, order)) auditHit(context, examined, order.produce);
    return answerOfHit(result);
  }
  const missed = { hit: false, reason: result.reason, why: result.why };
  if (identity === undefined) {
    const made = await forOneCaller(signal, async (own) => {
      const { answer } = await callProducer(order.produce, own);
      return { response: answer.response, usage: answer.usage };
    });
    return { ...missed, response: made.response };
  }
  if (examined.withheld !== undefined) {
    const made = await forOneCaller(signal, (own) => makeUnstored(context, identity, order.produce, own));
    return { ...missed, ...answerOfMade(made) };
  }
  const make = (own: AbortSignal | undefined, isAlone: boolean) =>
    makeAnswer(context, { ...examined, identity }, order, { budget, signal: own, isAlone });
  const { value, joined } = await context.answers.run(identity.entryId, make, {
    signal,
    // The call may itself have waited for another process before it began.
    waitMs: 2 * context.timings.leaseWaitMs,
  });
  if (joined && value.notStored === "not-cacheable") {
    // The answer may be meant for the other caller alone.
    const own = await forOneCaller(signal, (alone) => make(alone, true));
    return { ...missed, ...answerOfMade(own) };
  }
  if (joined && value.notStored === "outdated" && !acceptsOutdated) return "outdated";
  const isShared = joined || value.isOthers === true;
  if (isShared) {
    for (const observer of context.observers) observer.shared?.({ identity, usage: value.usage });
  }
  return { ...missed, ...answerOfMade(value), ...(isShared ? { shared: true } : {}) };
}

/** In shadow mode nothing is stored: stored answers would change what later look-ups find. */
async function makeUnstored(
  { bound }: AnswerContext,
  identity: IdentifiedRequest,
  produce: Producer,
  signal: AbortSignal | undefined,
): Promise<MadeAnswer> {
  const { answer, isCacheable } = await callProducer(produce, signal);
  if (isCacheable) bound.answeredInstead?.(identity.entryId, answer);
  return { response: answer.response, usage: answer.usage, notStored: "shadow" };
}

/** Lets the decision policy check one of its hits in the background, by calling the producer once more. */
function auditHit(
  { bound }: AnswerContext,
  { result, decision, identity }: LookupOutcome,
  produce: Producer,
): void {
  if (!result.hit || decision === undefined || identity === undefined) return;
  const { category, prompt: question } = identity;
  bound.audit?.({ hit: result, decision, category, question }, async (signal) => {
    const answer = await produce(signal);
    return answer.cacheable === false ? undefined : answer;
  });
}

/** Ends the wait when the signal is aborted, also where the producer ignores it. */
async function forOneCaller(
  signal: AbortSignal | undefined,
  make: (signal: AbortSignal | undefined) => Promise<MadeAnswer>,
): Promise<MadeAnswer> {
  const { value } = await new SharedCalls<MadeAnswer>().run("alone", make, { signal });
  return value;
}

function answerOfMade({ response, entryId, notStored, notStoredErrorCode }: MadeAnswer) {
  return {
    response,
    ...(entryId === undefined ? {} : { entryId }),
    ...(notStored === undefined ? {} : { notStored }),
    ...(notStoredErrorCode === undefined ? {} : { notStoredErrorCode }),
  };
}

function answerOfHit({ response, tier, similarity, entryId, stale, why }: CacheHit): WrappedAnswer {
  return { response, hit: true, tier, similarity, entryId, ...(stale ? { stale: true } : {}), why };
}
