import { TimeBudget } from "../../async/index.js";
import { checkProducer } from "../../options/index.js";
import type { CacheMiss } from "../contract/index.js";
import { type LookupOutcome, lookUp } from "../find/index.js";
import type { CacheRequest } from "../question/index.js";
import type { AnswerContext } from "./context/answer-context.js";
import type { Missed, Producer, WrapCall, WrapOptions, WrappedAnswer } from "./context/wrap-types.js";
import { answerAlone, answerAnew, checkWrap, notCached } from "./controls.js";
import { callProducer, makeAnswer, produceAndStore } from "./make-answer.js";
import { refreshIfStale } from "./refresh-answer.js";
import { answerInSession } from "./session.js";
import { answerOfHit, answerOfMade, answerParts, forOneCaller } from "./wrapped-answer.js";

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
  options: WrapOptions,
): Promise<WrappedAnswer> {
  checkProducer(produce);
  checkWrap(context, options);
  return answerInSession(context, { ...options, request, produce }, answerCall);
}

const TOO_OLD: CacheMiss = { hit: false, reason: "not-found", why: {} };

/** One call, checked. `mayRepeat`: asks once more instead of sharing an answer that was begun before an invalidation. */
export async function answerCall(
  context: AnswerContext,
  call: WrapCall,
  mayRepeat = true,
  budget = new TimeBudget(context.settings.timeoutMs, context.gate),
): Promise<WrappedAnswer> {
  const { request, produce, signal } = call;
  if (call.bypass === true) return answerAlone(call, { hit: false, reason: "bypass", why: {} });
  if (call.refresh === true) return answerAnew(context, call);
  const examined = await lookUp(context, request, budget, call.lookupSignal ?? { signal });
  const { identity, withheld } = examined;
  const isTooOld = examined.result.hit && examined.result.ageMs > (call.maxAgeMs ?? Number.POSITIVE_INFINITY);
  if (isTooOld && call.onlyIfCached !== true && call.noStore !== true) return answerAnew(context, call);
  const result = isTooOld ? TOO_OLD : examined.result;
  if (result.hit) {
    // At most one more call of the producer: an answer that is refreshed anyway is not audited as well.
    const mayCall = call.onlyIfCached !== true && call.noStore !== true && call.private !== true;
    if (mayCall && !refreshIfStale(context, examined, call)) auditHit(context, examined, produce);
    return answerOfHit(context.settings, result, identity?.model);
  }
  const missed: Missed = { hit: false, reason: result.reason, why: result.why };
  if (call.onlyIfCached === true) throw notCached(missed);
  if (call.noStore === true || call.private === true) return answerAlone(call, missed);
  // In shadow mode callers do not share.
  call.onMiss?.(missed, withheld === undefined ? identity?.entryId : undefined);
  if (identity === undefined || withheld !== undefined) {
    const answer = await forOneCaller(signal, async (own) => {
      const { answer, isCacheable } = await callProducer(produce, own);
      if (identity !== undefined && isCacheable) {
        context.bound.answeredInstead?.(identity.entryId, answer);
      }
      return answer;
    });
    // In shadow mode nothing is stored: stored answers would change what later look-ups find.
    return { ...missed, ...answerParts(answer), ...(withheld === undefined ? {} : { notStored: "shadow" }) };
  }
  const making = { ...examined, identity, budget, errorCode: result.why.errorCode };
  const isDown = examined.askedAt === undefined || result.reason === "unavailable";
  const make = isDown ? produceAndStore : makeAnswer;
  const { value, joined } = await context.answers.run(
    identity.entryId,
    (shared) => make(context, making, call, shared),
    // The call may itself have waited for another process before it began.
    { signal, waitMs: 2 * context.timings.leaseWaitMs },
  );
  if (joined && value.notStored === "not-cacheable") {
    // The answer may be meant for the other caller alone.
    const made = await forOneCaller(signal, (own) => produceAndStore(context, making, call, own));
    return { ...missed, ...answerOfMade(made) };
  }
  if (joined && value.notStored === "outdated" && mayRepeat) {
    // This caller may have come after the invalidation.
    return answerCall(context, call, false);
  }
  const isShared = joined || value.isOthers === true;
  if (isShared) {
    for (const observer of context.observers) observer.shared?.({ identity, usage: value.usage });
  }
  return { ...missed, ...answerOfMade(value), ...(isShared ? { shared: true } : {}) };
}

/** Lets the decision policy check one of its hits in the background, by calling the producer once more. */
function auditHit(
  { bound }: AnswerContext,
  { result, decision, identity, substitution }: LookupOutcome,
  produce: Producer,
): void {
  if (!result.hit || decision === undefined || identity === undefined) return;
  const { category, prompt: question } = identity;
  bound.audit?.({ hit: result, decision, category, question, substitution }, async (signal) => {
    const { answer, isCacheable } = await callProducer(produce, signal);
    return isCacheable ? answer : undefined;
  });
}
