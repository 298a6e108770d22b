import { OctavecError } from "../../errors/index.js";
import type { CacheParts } from "../cache-parts.js";
import {
  type CacheHit,
  type CacheTier,
  type Examined,
  type LookupWhy,
  lookUp,
  type MissReason,
} from "../lookup/index.js";
import type { CacheRequest } from "../request/index.js";
import { type Answer, type StoreResult, storeAnswer } from "../store/index.js";
import { TimeBudget } from "../time-budget.js";
import { auditHit } from "./audit-hit.js";

/**
 * Makes the answer when the cache has none; some hits are checked by calling it once more in the background (`audits`).
 * `cacheable: false` keeps its answer out of the cache (an error text, half an answer).
 */
export type Producer = (
  signal: AbortSignal,
) => Promise<Answer & { readonly cacheable?: boolean | undefined }>;

export interface WrappedAnswer {
  readonly response: string;
  readonly hit: boolean;
  /** Of a hit. */
  readonly tier?: CacheTier;
  /** Of a hit. */
  readonly similarity?: number;
  readonly entryId?: string;
  /** Why there was no hit. */
  readonly reason?: MissReason;
  /** Why an answer that was made is not in the cache. */
  readonly notStored?: Extract<StoreResult, { stored: false }>["reason"] | "not-cacheable" | "shadow";
  readonly why: LookupWhy;
}

export interface WrapOptions {
  readonly signal?: AbortSignal | undefined;
  readonly ttlMs?: number | "never" | undefined;
}

/** The cached answer, or the producer's, which is then stored. What fails in the cache costs at most its time budget. */
export async function wrapAnswer(
  parts: CacheParts,
  request: CacheRequest,
  produce: Producer,
  { signal, ttlMs }: WrapOptions,
): Promise<WrappedAnswer> {
  const budget = new TimeBudget(parts.settings.timeoutMs);
  const examined = await lookUp(parts, request, budget, signal);
  const { result } = examined;
  if (result.hit) {
    auditHit(parts, examined, produce);
    return answerOfHit(result);
  }
  const made = await produce(signal ?? new AbortController().signal);
  if (typeof made?.response !== "string") {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `wrap: expected the producer to give { response }, a string; got ${typeof made?.response}.`,
    );
  }
  const missed = { response: made.response, hit: false, reason: result.reason, why: result.why };
  if (examined.withheld !== undefined) {
    // Stored answers would change what later look-ups find: it is to be as if the hit had been served.
    if (examined.identity !== undefined) parts.learning.withheld(examined.identity.entryId, made);
    return { ...missed, notStored: "shadow" };
  }
  if (made.cacheable === false) return { ...missed, notStored: "not-cacheable" };
  const stored = await storeMade(parts, examined, { ttlMs, ...made }, budget);
  if (stored === undefined) return missed;
  return stored.stored ? { ...missed, entryId: stored.entryId } : { ...missed, notStored: stored.reason };
}

/** Never rejects: the answer is there, and that the cache could not keep it is no reason to withhold it. */
async function storeMade(
  parts: CacheParts,
  { identity, vector, askedAt, result }: Examined,
  answer: Answer,
  budget: TimeBudget,
): Promise<StoreResult | undefined> {
  if (identity === undefined) return undefined;
  if (askedAt === undefined) return { stored: false, reason: "unavailable" };
  if (parts.embedder !== undefined && vector === undefined)
    return { stored: false, reason: "embedding-failed" };
  if (!result.hit && result.reason === "unavailable") return { stored: false, reason: "unavailable" };
  try {
    return await budget.spend((timeoutMs) =>
      storeAnswer(parts, identity, answer, vector, askedAt, { timeoutMs }),
    );
  } catch {
    return { stored: false, reason: "unavailable" };
  }
}

function answerOfHit({ response, tier, similarity, entryId, why }: CacheHit): WrappedAnswer {
  return { response, hit: true, tier, similarity, entryId, why };
}
