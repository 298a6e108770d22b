/**
 * Times and sizes that users need not choose. They are gathered here so that tests can replace them through the second
 * argument of `SemanticCache`.
 */
export interface CacheTimings {
  /** A leader that does not renew its lease for this long is replaced. Milliseconds. */
  readonly leaseMs: number;
  /**
   * Other processes wait this long for a leader's answer before they call their own producer. Milliseconds. Callers in the
   * same process wait twice as long, because their leader may itself have waited for another process first.
   */
  readonly leaseWaitMs: number;
  /** Time between two rounds of the sweep, which removes expired entries and entries over the limits. Milliseconds. */
  readonly sweepIntervalMs: number;
  /** Entries that one round of the sweep removes at most. */
  readonly sweepBatchSize: number;
  /** Time between two writes of the ledger's counts to Redis: a killed process loses at most this much. Milliseconds. */
  readonly ledgerFlushMs: number;
}

export const CACHE_TIMINGS: CacheTimings = {
  // Long enough that a garbage collection or a slow trip never costs a living leader its lease.
  leaseMs: 10_000,
  // Slow models answer within a minute.
  leaseWaitMs: 60_000,
  sweepIntervalMs: 5_000,
  sweepBatchSize: 200,
  ledgerFlushMs: 1_000,
};
