import type { FailureCounts } from "../../async/index.js";
import type { CacheTier } from "../contract/index.js";
import type { EmbedderFigures } from "../question/index.js";
import type { TuningStats } from "../tuning/index.js";

/** Hits and savings, of the whole tenant or of one category. */
export interface AccountStats {
  /** All look-ups, also those that `wrap` made: hits, misses, bypasses and errors. */
  readonly lookups: number;
  readonly hits: number;
  readonly hitsByTier: Readonly<Record<CacheTier, number>>;
  /** Nothing fitting was there. */
  readonly misses: number;
  /** Requests that are not cached. */
  readonly bypasses: number;
  /** Redis or the embedder did not answer. */
  readonly errors: number;
  /** How often a look-up was no hit, by reason: of misses, bypasses and errors. */
  readonly byReason: Readonly<Record<string, number>>;
  /** Hits among hits and misses, 0 to 1; bypasses and errors count for neither. Undefined before the first. */
  readonly hitRatio: number | undefined;
  /** Tokens that hits did not use again. A stale hit saves nothing, as its answer is made anew. */
  readonly saved: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** In the ledger's currency, to a millionth. */
    readonly money: number;
    /** Hits that saved an unknown sum: no usage was stored with the answer, or its model has no price. */
    readonly unpricedHits: number;
  };
  readonly embedding: {
    readonly texts: number;
    /** A quarter of the characters. */
    readonly estimatedTokens: number;
    readonly cost: number;
  };
  /** Calls of the hook `judge`. */
  readonly judge: {
    readonly calls: number;
    /** Calls that failed or took longer than their `timeoutMs`. */
    readonly failures: number;
    /** Milliseconds that look-ups waited for the hook. */
    readonly durationMs: number;
    /** `judgeCostPerCall` for each call. */
    readonly cost: number;
  };
  /** Money saved minus the cost of embeddings and of the judge (of the whole tenant: and of Redis). */
  readonly netSaved: number;
  /** `netSaved` for each unit spent: 2 means that 1 spent brought in 3. Undefined when nothing was spent. */
  readonly returnOnInvestment: number | undefined;
}

/** Verdicts that `feedback` was given. */
export interface VerdictStats {
  readonly correct: number;
  readonly incorrect: number;
  /** Correct among all, 0 to 1; undefined before the first verdict. */
  readonly precision: number | undefined;
}

/** Counts by similarity: bin `i` holds similarities from `i · binWidth` up to the next; below 0 in the first, 1 in the last. */
export interface SimilarityBins<Name extends string> {
  readonly binWidth: number;
  readonly counts: Readonly<Record<Name, readonly number[]>>;
}

/** What a tenant's cache did and what it was worth: since the ledger began, over all instances, restarts included. */
export interface CacheStats extends AccountStats {
  readonly tenant: string;
  /** Milliseconds since 1970 by the server's clock; undefined before the first count reached Redis. */
  readonly sinceMs: number | undefined;
  readonly currency: string;
  readonly hitRatioGoal: {
    readonly least: number;
    readonly most: number;
    readonly reached: "below" | "within" | "above" | undefined;
  };
  /** Of look-ups that searched by meaning: similarity of hits, and of the nearest entry of misses. */
  readonly similarity: SimilarityBins<"hit" | "miss">;
  /** Candidates that each guard rejected, by the guard's name. A candidate that several guards rejected counts for each. */
  readonly guardRejections: Readonly<Record<string, number>>;
  readonly stores: {
    readonly stored: number;
    /** Of these, in place of an earlier answer. */
    readonly replaced: number;
    /** By reason. */
    readonly refused: Readonly<Record<string, number>>;
  };
  /** Entries that left Redis by themselves: after their life, or to make room (`maxEntries`, `maxBytes`). */
  readonly removed: { readonly expired: number; readonly evicted: number };
  /** `redisCostPerHour` since the ledger began. */
  readonly redisCost: number;
  readonly feedback: VerdictStats & {
    readonly tiers: Readonly<Record<CacheTier | "unknown", VerdictStats>>;
    readonly similarity: SimilarityBins<"correct" | "incorrect">;
  };
  /** By the names in the option `categories`. Redis is not charged to them. */
  readonly categories: Readonly<Record<string, AccountStats>>;
  /** Entries and estimated bytes in Redis, expired ones that wait for the sweeper included. */
  readonly entries: number;
  readonly bytes: number;
  /** Rises with every flush of the cache. */
  readonly generation: string;
  /**
   * The memory tier in this process; undefined without one. `lagMs`: milliseconds since the latest read of the invalidation
   * events; undefined while they are not read.
   */
  readonly memory:
    | { readonly entries: number; readonly bytes: number; readonly lagMs: number | undefined }
    | undefined;
  /**
   * How the embedder fares in this process; undefined without one. `nextAttemptInMs`: it is skipped (`embedBreaker`), and asked again
   * after so many milliseconds; undefined while it is asked.
   */
  readonly embedder: EmbedderFigures | undefined;
  /** What `autoTune` changed in this process; undefined without it. */
  readonly tuning: TuningStats | undefined;
  /** Failures in the background of this cache object since it was made, by job and error code. */
  readonly backgroundFailures: FailureCounts;
  /** Look-ups of this cache object since it was made that Redis or the embedder did not answer, by error code. */
  readonly errorsByCode: Readonly<Record<string, number>>;
}
