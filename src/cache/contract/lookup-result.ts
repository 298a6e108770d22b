import type { BypassReason } from "../question/index.js";
import type { TokenUsage } from "./cache-entry.js";

/** Where an answer came from: this process, Redis by its exact prompt, or Redis by meaning. */
export type CacheTier = "memory" | "exact" | "semantic";

/**
 * Why there was no hit. `not-found`: nothing near; `below-threshold`; `guard`: near, but a guard saw a difference that
 * matters; `judge`: the judge refused or gave no verdict; `policy`: the decision policy would not vouch for it; `shadow`: a hit that
 * `shadow` keeps from being served; `embeddings-off`; `embedding-failed`; `unavailable`: Redis
 * did not answer in time or at all; or why the request is not cached at all.
 */
export type MissReason =
  | BypassReason
  | "not-found"
  | "below-threshold"
  | "guard"
  | "judge"
  | "policy"
  | "shadow"
  | "embeddings-off"
  | "embedding-failed"
  | "unavailable";

/** One guard's word on one candidate. */
export interface GuardNote {
  readonly entryId: string;
  readonly guard: string;
  readonly verdict: "pass" | "reject" | "not-applicable";
  readonly detail?: string | undefined;
}

/** How a look-up came to its result. Holds no prompt and no answer. */
export interface LookupWhy {
  /** Name of the decision policy, and what it said. */
  readonly policy?: string | undefined;
  readonly decision?: string | undefined;
  /** Of policies that weigh evidence: the chance that their favourite answer is right, and from which chance on they serve. */
  readonly probability?: number | undefined;
  readonly cut?: number | undefined;
  readonly threshold?: number | undefined;
  /** Cosine similarity of the nearest living entry. */
  readonly nearestSimilarity?: number | undefined;
  /** Living entries that were looked at. */
  readonly candidates?: number | undefined;
  readonly guards?: readonly GuardNote[] | undefined;
  /** Code of the failure behind `unavailable`, `embedding-failed` and `condense-failed`, or of a judge that gave no verdict. */
  readonly errorCode?: string | undefined;
}

export interface CacheHit {
  readonly hit: true;
  readonly tier: CacheTier;
  readonly response: string;
  /** Cosine similarity of the questions; 1 for an exact match. */
  readonly similarity: number;
  readonly entryId: string;
  readonly answerId: string;
  readonly ageMs: number;
  /** When it was stored: milliseconds since 1970 by the server's clock. */
  readonly createdAtMs: number;
  /** Past its time, served while a new answer is made (`staleWhileRevalidateMs`). */
  readonly stale: boolean;
  readonly tags: readonly string[];
  readonly usage: TokenUsage | undefined;
  readonly why: LookupWhy;
}

export interface CacheMiss {
  readonly hit: false;
  readonly reason: MissReason;
  readonly why: LookupWhy;
}

export type LookupResult = CacheHit | CacheMiss;
