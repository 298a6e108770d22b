import { TimeBudget } from "../../async/index.js";
import type { CacheEntry, CacheHit } from "../contract/index.js";
import { cacheHitOf } from "../find/index.js";
import { type IdentifiedRequest, identityOf, labelsOf } from "../question/index.js";
import type { AnswerContext } from "./context/answer-context.js";
import type { WrapCall, WrappedAnswer } from "./context/wrap-types.js";
import { answerOfHit } from "./wrapped-answer.js";

/** Answers a call from the shared tiers or by its producer. */
type AnswerShared = (
  context: AnswerContext,
  call: WrapCall,
  mayRepeat?: boolean,
  budget?: TimeBudget,
) => Promise<WrappedAnswer>;

/** The answer that the call's session keeps, or the one that `answerShared` gives, which the session then keeps if it was made. */
export async function answerInSession(
  context: AnswerContext,
  call: WrapCall,
  answerShared: AnswerShared,
): Promise<WrappedAnswer> {
  const { session, request, signal } = call;
  const { memory, settings, hasher } = context;
  // In shadow mode nothing is served.
  const isUsed = call.bypass !== true && context.bound.isShadow !== true;
  if (session === undefined || memory === undefined || !isUsed) return answerShared(context, call);
  const startedAtMs = performance.now();
  const identity = await identityOf(context, request, signal);
  if ("bypass" in identity) return answerShared(context, call);
  const question = { session, entryId: identity.entryId };
  const budget = new TimeBudget(settings.timeoutMs, context.gate);
  const living = await memory.askSession(question, labelsOf(hasher, identity), budget);
  signal?.throwIfAborted();
  const hit = living === undefined ? undefined : cacheHitOf(living, "session");
  const isYoung = hit !== undefined && hit.ageMs <= (call.maxAgeMs ?? Number.POSITIVE_INFINITY);
  if (isYoung && call.refresh !== true && hasTags(hit, identity)) {
    for (const observer of context.observers) {
      const durationMs = performance.now() - startedAtMs;
      observer.lookedUp?.({ identity, result: hit, durationMs, embedMs: undefined });
    }
    return answerOfHit(settings, hit, identity.model);
  }
  const answer = await answerShared(context, call, true, budget);
  if (wasMade(answer)) memory.keepInSession(question, entryOf(identity, answer));
  return answer;
}

/** A hit carries all tags of its request. */
function hasTags({ tags }: CacheHit, identity: IdentifiedRequest): boolean {
  return identity.tags.every((tag) => tags.includes(tag));
}

/** Whether the answer was made, is whole and may be given again. */
function wasMade({ hit, notStored }: WrappedAnswer): boolean {
  return !hit && (notStored === undefined || notStored === "private");
}

function entryOf(
  { entryId, prompt, tags, model, category, media }: IdentifiedRequest,
  { response, structured, usage }: WrappedAnswer,
): CacheEntry {
  const modality = media?.modality;
  const about = { entryId, prompt, tags, model, category, modality, createdAtMs: Date.now() };
  // Nobody compares the answer with others.
  return { ...about, response, structured, answerId: entryId, usage };
}
