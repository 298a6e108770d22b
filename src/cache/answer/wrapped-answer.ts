import { deadline } from "../../async/index.js";
import type { Answer, CacheHit } from "../contract/index.js";
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

export function answerOfHit(hit: CacheHit): WrappedAnswer {
  const { tier, similarity, entryId, ageMs, stale, why, usage } = hit;
  const savedTokens = (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
  return {
    ...answerParts(hit),
    hit: true,
    tier,
    similarity,
    entryId,
    ageMs,
    ...(usage === undefined ? {} : { savedTokens }),
    ...(stale ? { stale: true } : {}),
    why,
  };
}
