import { SharedCalls, TimeBudget } from "../../async/index.js";
import type { CacheHit } from "../contract/index.js";
import { lifeOf } from "../entries/index.js";
import { lookUp } from "../find/index.js";
import type { CacheRequest } from "../question/index.js";
import type { AnswerContext } from "./answer-context.js";
import { auditHit } from "./audit-hit.js";
import { makeAnswer } from "./make-answer.js";
import { produceAnswer } from "./produce-answer.js";
import { refreshIfDue } from "./refresh-answer.js";
import type { MadeAnswer, Order, Producer, WrapOptions, WrappedAnswer } from "./wrapped-answer.js";

/**
 * The cached answer, or the producer's, which is then stored. Callers who ask the same at the same time share one call of
 * one producer. What fails in the cache costs at most its time budget.
 * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason; what the producer throws, unchanged.
 */
export async function wrapAnswer(
  parts: AnswerContext,
  request: CacheRequest,
  produce: Producer,
  { signal, ttlMs }: WrapOptions,
): Promise<WrappedAnswer> {
  // Found out now: once the answer is there, nothing keeps it from its caller any more.
  if (ttlMs !== undefined) lifeOf(parts.settings, undefined, ttlMs);
  const order = { produce, ttlMs };
  for (let takesOutdated = false; ; takesOutdated = true) {
    const answer = await answerOnce(parts, request, order, signal, { takesOutdated });
    if (answer !== undefined) return answer;
  }
}

/** Undefined when another caller's answer was asked for before an invalidation that this caller may have come after. */
async function answerOnce(
  parts: AnswerContext,
  request: CacheRequest,
  order: Order,
  signal: AbortSignal | undefined,
  { takesOutdated }: { takesOutdated: boolean },
): Promise<WrappedAnswer | undefined> {
  const budget = new TimeBudget(parts.settings.timeoutMs);
  const examined = await lookUp(parts, request, budget, signal);
  const { produce } = order;
  const { identity, result } = examined;
  if (result.hit) {
    // One more call of the producer at most: an answer that is made anew anyway is not audited as well.
    if (!refreshIfDue(parts, examined, order)) auditHit(parts, examined, produce);
    return answerOfHit(result);
  }
  const missed = { hit: false, reason: result.reason, why: result.why };
  if (identity === undefined) {
    const made = await forOneCaller(signal, async (own) => {
      const { answer } = await produceAnswer(parts, produce, own);
      return { response: answer.response, usage: answer.usage };
    });
    return { ...missed, response: made.response };
  }
  if (examined.withheld !== undefined) {
    // Stored answers would change what later look-ups find: it is to be as if the hit had been served.
    const made = await forOneCaller(signal, async (own) => {
      const { answer, isCacheable } = await produceAnswer(parts, produce, own);
      if (isCacheable) parts.bound.answeredInstead?.(identity.entryId, answer);
      return { response: answer.response, usage: answer.usage, notStored: "shadow" };
    });
    return { ...missed, ...answerOfMade(made) };
  }
  const make = (own: AbortSignal | undefined, isAlone: boolean) =>
    makeAnswer(parts, identity, examined, order, { budget, signal: own, isAlone });
  const { acrossProcesses, waitMs } = parts.settings.flight;
  const { value, joined } = await parts.flights.answers.run(identity.entryId, make, {
    signal,
    // It may itself have waited for another process before it began.
    waitMs: acrossProcesses ? 2 * waitMs : waitMs,
  });
  if (joined && value.notStored === "not-cacheable") {
    // It may be meant for the other caller alone.
    const own = await forOneCaller(signal, (alone) => make(alone, true));
    return { ...missed, ...answerOfMade(own) };
  }
  if (joined && value.notStored === "outdated" && !takesOutdated) return undefined;
  const isShared = joined || value.isOthers === true;
  if (isShared) {
    for (const observer of parts.observers) observer.shared?.({ identity, usage: value.usage });
  }
  return { ...missed, ...answerOfMade(value), ...(isShared ? { shared: true } : {}) };
}

/** An aborted signal ends the wait also where the producer does not heed it. */
async function forOneCaller(
  signal: AbortSignal | undefined,
  make: (signal: AbortSignal | undefined) => Promise<MadeAnswer>,
): Promise<MadeAnswer> {
  const { value } = await new SharedCalls<MadeAnswer>().run("alone", make, { signal });
  return value;
}

function answerOfMade({ response, entryId, notStored }: MadeAnswer) {
  return {
    response,
    ...(entryId === undefined ? {} : { entryId }),
    ...(notStored === undefined ? {} : { notStored }),
  };
}

function answerOfHit({ response, tier, similarity, entryId, stale, why }: CacheHit): WrappedAnswer {
  return { response, hit: true, tier, similarity, entryId, ...(stale ? { stale: true } : {}), why };
}
