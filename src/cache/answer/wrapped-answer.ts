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
  const { tier, similarity, entryId, ageMs, stale, modality, why } = hit;
  return {
    ...answerParts(hit),
    hit: true,
    tier,
    similarity,
    entryId,
    ageMs,
    ...(modality === undefined ? {} : { modality }),
    ...savingsOf(hit, telemetry.prices, model),
    ...(stale ? { stale: true } : {}),
    why,
  };
}

function savingsOf(
  { stale, usage }: CacheHit,
  prices: ResolvedCacheSettings["telemetry"]["prices"],
  model: string | undefined,
): Pick<WrappedAnswer, "savedTokens" | "savedCost"> {
  // A stale answer is made anew at once: it saves time, not tokens.
  if (stale || usage === undefined) return {};
  const { input, output } = usedTokens(usage);
  const micros = costOf(prices, model, usage);
  return { savedTokens: input + output, ...(micros === undefined ? {} : { savedCost: micros / MICROS }) };
}
