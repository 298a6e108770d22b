import { failureCode } from "../../errors/index.js";
import type {
  CacheEntry,
  CacheHit,
  CacheMiss,
  LivingEntry,
  LookupWhy,
  MissReason,
} from "../contract/index.js";
import type { Lookup, LookupOutcome, StepOutcome } from "./lookup.js";

export const MISS: StepOutcome = { answer: "miss" };
export const OFF: StepOutcome = { answer: "off" };

/** A step's hit. `similarity`: default 1. */
export function hitOf(
  entry: CacheEntry,
  {
    tier,
    stale,
    similarity = 1,
    why = {},
  }: Pick<CacheHit, "tier" | "stale"> & Partial<Pick<CacheHit, "similarity" | "why">>,
): StepOutcome {
  const result: CacheHit = {
    hit: true,
    tier,
    response: entry.response,
    similarity,
    entryId: entry.entryId,
    answerId: entry.answerId,
    ageMs: Math.max(0, Date.now() - entry.createdAtMs),
    createdAtMs: entry.createdAtMs,
    stale,
    tags: entry.tags,
    usage: entry.usage,
    why,
  };
  return { answer: "hit", result };
}

export function isStale({ remainingMs, staleMs }: LivingEntry): boolean {
  return remainingMs <= staleMs;
}

export function miss(reason: MissReason, why: LookupWhy = {}): CacheMiss {
  return { hit: false, reason, why };
}

/** A step that failed, which ends the look-up. After an abort nobody waits for it any more. */
export function failed(reason: "embedding-failed" | "unavailable", error: unknown): StepOutcome {
  return { answer: "failed", result: miss(reason, { errorCode: failureCode(error) }) };
}

/** The end of a look-up. In shadow mode a hit becomes a miss here, and nowhere else. */
export function outcomeOf({ context, identity, findings }: Lookup, ending: StepOutcome): LookupOutcome {
  const { result = miss("not-found"), decision } = ending;
  const { vector, embedMs, askedAt, passedOverMs } = findings;
  const withheld = context.bound.isShadow === true && result.hit ? result : undefined;
  return {
    result: withheld === undefined ? result : miss("shadow", withheld.why),
    identity,
    decision,
    withheld,
    vector,
    embedMs,
    askedAt,
    passedOverMs,
  };
}
