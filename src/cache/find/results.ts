import { failureCode } from "../../errors/index.js";
import type {
  CacheEntry,
  CacheHit,
  CacheMiss,
  CacheTier,
  LivingEntry,
  LookupWhy,
  MissReason,
} from "../contract/index.js";
import type { Lookup, LookupOutcome, StepOutcome } from "./lookup.js";

interface HitDetails {
  readonly tier: CacheTier;
  /** Default 1. */
  readonly similarity?: number;
  readonly why?: LookupWhy;
}

/** A step's hit on an entry that was just read. */
export function hitOf({ entry, remainingMs, staleMs }: LivingEntry, details: HitDetails): StepOutcome {
  return hitFor(entry, Math.max(0, remainingMs - staleMs), details);
}

/** A step's hit. `freshForMs`: until the answer is stale, 0 when it is. */
export function hitFor(
  entry: CacheEntry,
  freshForMs: number,
  { tier, similarity = 1, why = {} }: HitDetails,
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
    stale: freshForMs === 0,
    tags: entry.tags,
    usage: entry.usage,
    why,
  };
  return { answer: "hit", result, freshForMs };
}

export function miss(reason: MissReason, why: LookupWhy = {}): CacheMiss {
  return { hit: false, reason, why };
}

/** A step that failed, which ends the look-up. @throws the signal's reason when the caller gave up. */
export function failed(
  { signal }: Lookup,
  reason: "embedding-failed" | "unavailable",
  error: unknown,
): StepOutcome {
  signal?.throwIfAborted();
  return { answer: "failed", result: miss(reason, { errorCode: failureCode(error) }) };
}

/** The end of a look-up. In shadow mode a hit becomes a miss here, and nowhere else. */
export function outcomeOf({ context, identity, findings }: Lookup, ending: StepOutcome): LookupOutcome {
  const { result = miss("not-found"), decision, freshForMs } = ending;
  const { vector, embedMs, askedAt, passedOverMs } = findings;
  const withheld = context.settings.shadow && result.hit ? result : undefined;
  return {
    result: withheld === undefined ? result : miss("shadow", withheld.why),
    identity,
    decision,
    withheld,
    freshForMs,
    vector,
    embedMs,
    askedAt,
    passedOverMs,
  };
}
