import type { BypassReason, MediaQuestion } from "../question/index.js";
import type { TokenUsage } from "./cache-entry.js";
import type { StructuredAnswer } from "./structured-answer.js";

export const CACHE_TIERS = ["session", "memory", "exact", "semantic"] as const;

/** Where an answer came from: the session, the memory of this process, Redis by its exact prompt, or Redis by meaning. */
export type CacheTier = (typeof CACHE_TIERS)[number];

/**
 * Why there was no hit. `not-found`: nothing is near. `below-threshold`: the nearest entry is not similar enough. `guard`: a
 * guard found a contradiction. `judge`: the judge refused or gave no verdict. `policy`: the decision policy refused. `shadow`:
 * there was a hit, but shadow mode withholds it. `probation`: what is near enough is on probation, and the
 * question is not near-exact. `embeddings-off`: the cache has no embedder for the question's modality.
 * `embedding-failed`: the embedder failed, took longer than `embedTimeoutMs`, or is skipped (`why.errorCode` is `CIRCUIT_OPEN`). `unavailable`: Redis did not answer in time. Others: why the request is not cached at all.
 */
export type MissReason =
  | BypassReason
  | "not-found"
  | "below-threshold"
  | "guard"
  | "judge"
  | "policy"
  | "shadow"
  | "probation"
  | "embeddings-off"
  | "embedding-failed"
  | "unavailable";

/** What one guard said of one candidate. */
export interface GuardNote {
  readonly entryId: string;
  readonly guard: string;
  readonly verdict: "pass" | "reject" | "not-applicable";
  readonly detail?: string | undefined;
}

/** How a look-up came to its result. Contains no prompt and no answer. */
export interface LookupWhy {
  /** Name of the decision policy, and what it said. */
  readonly policy?: string | undefined;
  readonly decision?: string | undefined;
  /** With `evidence()`: the probability that the best answer is right, and the probability from which on answers are served. */
  readonly probability?: number | undefined;
  readonly cut?: number | undefined;
  readonly threshold?: number | undefined;
  /** Cosine similarity of the nearest entry that has not expired. */
  readonly nearestSimilarity?: number | undefined;
  /** Entries that were compared. */
  readonly candidates?: number | undefined;
  /** Entries near enough that were left out: on probation, or of a writer in quarantine. Absent: none. */
  readonly withheld?: number | undefined;
  readonly guards?: readonly GuardNote[] | undefined;
  /** With `unavailable`, `embedding-failed` and `condense-failed`, and if the judge gave no verdict: the code of the failure. */
  readonly errorCode?: string | undefined;
}

export interface CacheHit {
  readonly hit: true;
  readonly tier: CacheTier;
  /** The question that the answer was stored under, as it was asked. */
  readonly prompt: string;
  /** The text of the answer. */
  readonly response: string;
  /** The answer in parts, if it was stored so. */
  readonly structured?: StructuredAnswer | undefined;
  /** Cosine similarity of the questions; 1 for an exact match. */
  readonly similarity: number;
  readonly entryId: string;
  readonly answerId: string;
  readonly ageMs: number;
  /** When it was stored: milliseconds since 1970 by the server's clock. */
  readonly createdAtMs: number;
  /** Its time to live is over. It is served while a new answer is made (`staleWhileRevalidateMs`). */
  readonly stale: boolean;
  readonly tags: readonly string[];
  readonly usage: TokenUsage | undefined;
  /** Of the question under which it is stored; absent for a text. */
  readonly modality?: MediaQuestion["modality"] | undefined;
  readonly why: LookupWhy;
}

export interface CacheMiss {
  readonly hit: false;
  readonly reason: MissReason;
  readonly why: LookupWhy;
}

export type LookupResult = CacheHit | CacheMiss;
