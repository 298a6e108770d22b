import type { CacheStats, RecentDays, RepeatedQuestion } from "../account/index.js";

/** What could be set differently, and why. Nothing is changed. */
export interface Advice {
  /** Stable, such as `raise-threshold`. */
  readonly id: string;
  /** The option, or the method, that it is about. */
  readonly setting: string;
  readonly suggestion: string;
  /** The figures that it rests on. */
  readonly evidence: string;
  /** What to expect. */
  readonly effect: string;
  /** With `warm-questions`: the questions, the most frequent first, at most 10. */
  readonly candidates?: readonly RepeatedQuestion[];
}

/** What the cache is set to, and figures that its ledger does not have. Advice on each of them needs its value. */
export interface AdvisedSettings {
  /** Similarity from which an entry is served, 0 to 1. */
  readonly threshold?: number | undefined;
  /** Share of hits by meaning that may be wrong, 0 to 1. Default 0.02. */
  readonly errorBudget?: number | undefined;
  /** Most entries, as in the option of the same name. */
  readonly maxEntries?: number | undefined;
  /** The pool of this process: `(await client.health()).pool`. */
  readonly pool?: PoolLoad | undefined;
  /** What the server does when its memory is full. */
  readonly server?: ServerEviction | undefined;
  /** What `cache.recentDays()` gave. */
  readonly recent?: Pick<RecentDays, "repeated"> | undefined;
  /** A run of `upsertMany` of this process. */
  readonly upsert?: UpsertLoad | undefined;
  /** By the name of a collection: what its `precisionReport()` says. */
  readonly precision?: Readonly<Record<string, PrecisionFigures>> | undefined;
}

/** The connections of a pool at one moment. */
export interface PoolLoad {
  readonly open: number;
  /** Callers waiting for a connection. */
  readonly waiting: number;
  /** Share of the open connections in use over the last second or so, 0 to 1. */
  readonly utilisation: number;
  readonly max: number;
}

/** Fields of INFO. */
export interface ServerEviction {
  /** `maxmemory_policy`, such as `noeviction`. */
  readonly policy: string;
  /** `evicted_keys`: since the server started. */
  readonly evictedKeys: number;
}

/** How a run of `upsertMany` went. */
export interface UpsertLoad {
  /** Its options. */
  readonly batchSize: number;
  readonly concurrency: number;
  /** Of the last call of `onProgress`. */
  readonly acknowledged: number;
  readonly elapsedMs: number;
  /** A round trip: `(await client.health()).pingMs`. */
  readonly pingMs: number;
}

/** Part of a `PrecisionReport`. */
export interface PrecisionFigures {
  readonly count: number;
  readonly codeCount: number;
  /** Share of float32 codes in a sample, 0 to 1; undefined without codes. */
  readonly float32Share: number | undefined;
  readonly counts: { readonly rescored: number; readonly exact: number; readonly uncertified: number };
  readonly recommendations: readonly string[];
}

/** One thing that is looked at. */
export type Rule = (stats: CacheStats, settings: AdvisedSettings) => Advice | readonly Advice[] | undefined;
