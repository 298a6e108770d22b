import { OctavecError } from "../../errors/index.js";
import type { ResolvedCacheSettings } from "../../options/index.js";
import type { DecisionPolicy } from "../contract/index.js";
import type { CacheRequest } from "../question/index.js";
import type { ExplainedThreshold } from "./explanation.js";

/** Least cosine similarities of a hit. */
export interface Thresholds {
  /** What cache, tenant, category and call ask for. */
  readonly threshold: number;
  /** Which of them it comes from. */
  readonly from: ExplainedThreshold["from"];
  /** What category or call ask for: it binds every policy. Undefined if they ask for nothing. */
  readonly floor: number | undefined;
}

/**
 * The thresholds of one call. That of the category replaces that of the tenant, which replaces that of the cache. A call can
 * only raise them.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function thresholdsOf(
  settings: ResolvedCacheSettings,
  { category, threshold }: Pick<CacheRequest, "category" | "threshold">,
): Thresholds {
  const ofCategory = category === undefined ? undefined : settings.categories[category]?.threshold;
  const ofTenant = settings.tenants[settings.tenant]?.threshold;
  const configured = ofCategory ?? ofTenant ?? settings.threshold;
  const from = ofCategory !== undefined ? "category" : ofTenant !== undefined ? "tenant" : "cache";
  if (threshold === undefined) return { threshold: configured, from, floor: ofCategory };
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new OctavecError("INVALID_ARGUMENT", "threshold: expected a cosine similarity from 0 to 1.");
  }
  const floor = Math.max(threshold, ofCategory ?? threshold);
  if (threshold >= configured) return { threshold, from: "call", floor };
  return { threshold: configured, from, floor };
}

/** The similarity below which nothing is served, whatever the policy says. */
export function leastServed(policy: DecisionPolicy, { threshold, floor }: Thresholds): number {
  return policy.ignoresThreshold === true ? (floor ?? 0) : threshold;
}
