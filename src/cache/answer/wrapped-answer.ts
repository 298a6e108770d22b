import { deadline } from "../../async/index.js";
import type { ResolvedCacheSettings } from "../../options/index.js";
import { type Answer, type CacheHit, costOf, MICROS, usedTokens } from "../contract/index.js";
import type { MadeAnswer, WrappedAnswer } from "./context/wrap-types.js";

/** Ends the wait when the signal is aborted, also where the producer ignores it. */
export async function forOneCaller<T>(
  signal: AbortSignal | undefined,
  make: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  return deadline(make(signal), { signal });
}

export function answerParts({
  response,
  structured,
  usage,
}: Pick<Answer, "response" | "structured" | "usage">) {
  return {
    response,
    ...(structured === undefined ? {} : { structured }),
    ...(usage === undefined ? {} : { usage }),
  };
}

export function answerOfMade({ entryId, notStored, notStoredErrorCode, ...answer }: MadeAnswer) {
  return {
    ...answerParts(answer),
    ...(entryId === undefined ? {} : { entryId }),
    ...(notStored === undefined ? {} : { notStored }),
    ...(notStoredErrorCode === undefined ? {} : { notStoredErrorCode }),
  };
}

export function answerOfHit(
  { telemetry }: ResolvedCacheSettings,
  hit: CacheHit,
  model: string | undefined,
): WrappedAnswer {
  const { response, structured, usage, tier, similarity, entryId, ageMs, stale, modality, why } = hit;
  // Every hit passes here, so the fields are set one by one, which is several times as fast as spreading objects.
  const answer: Writable<WrappedAnswer> = { response, hit: true, tier, similarity, entryId, ageMs, why };
  if (structured !== undefined) answer.structured = structured;
  if (usage !== undefined) answer.usage = usage;
  if (modality !== undefined) answer.modality = modality;
  // A stale answer is made anew at once: it saves time, not tokens.
  if (stale) answer.stale = true;
  else if (usage !== undefined) {
    const { input, output } = usedTokens(usage);
    answer.savedTokens = input + output;
    const micros = costOf(telemetry.prices, model, usage);
    if (micros !== undefined) answer.savedCost = micros / MICROS;
  }
  return answer;
}

type Writable<T> = { -readonly [name in keyof T]: T[name] };
