import type { BackgroundFailures, BackgroundTasks, Gate, Lifecycle } from "../../../async/index.js";
import type { Embedder } from "../../../embedding/index.js";
import type { Executor } from "../../../executor.js";
import type { CacheChangeEvent } from "../../../monitoring/index.js";
import type { CacheTraces } from "../../../telemetry/index.js";
import type { CacheObserver } from "../../contract/index.js";
import type { FollowedMemory } from "../../memory/index.js";
import type { CacheKeys, QuestionContext } from "../../question/index.js";
import type { EntryCodec } from "./entry-codec.js";
import type { Generation } from "./generation.js";

/** What reading and writing entries needs. Made once for each cache; the parts above extend it with what is their own. */
export interface EntryContext extends QuestionContext {
  readonly executor: Executor;
  readonly keys: CacheKeys;
  readonly codec: EntryCodec;
  /** Undefined: entries are found by their exact question only. */
  readonly embedder: Embedder | undefined;
  readonly timings: CacheTimings;
  /** Names this cache object among those of all processes. */
  readonly instanceId: string;
  readonly generation: Generation;
  /** What `autoTune` may change while the cache runs. Begins with the value of the option. */
  readonly tuned: { efSearch: number };
  readonly memory: FollowedMemory | undefined;
  /** The spans of this cache; undefined where telemetry is off. */
  readonly traces: CacheTraces | undefined;
  /** Told of every look-up and every store. */
  readonly observers: CacheObserver[];
  readonly lifecycle: Lifecycle;
  /** Limits how many calls wait for Redis at the same time. */
  readonly gate: Gate;
  /** Tells the client's listeners of a change. */
  readonly reportChange: (event: CacheChangeEvent) => void;
  /** Counts what fails in the background, and tells the client. */
  readonly failures: BackgroundFailures;
  /** Small commands that no caller waits for. */
  readonly background: BackgroundTasks;
}

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
