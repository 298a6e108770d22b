import { OctavecError } from "../../errors/index.js";
import type { ResolvedCacheSettings } from "../../options/index.js";
import type { DecisionPolicy } from "../contract/index.js";
import type { CacheRequest } from "../question/index.js";

/** Least cosine similarities of a hit. */
export interface Thresholds {
  /** What cache, tenant, category and call ask for. */
  readonly threshold: number;
  /** What category or call ask for: it binds every policy. Undefined when they ask for nothing. */
  readonly floor: number | undefined;
}

type Asked = Pick<CacheRequest, "category" | "threshold">;

/**
 * The thresholds of one call: the strictest of cache or tenant, category, and call. A call can only tighten them.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function thresholdsOf(settings: ResolvedCacheSettings, { category, threshold }: Asked): Thresholds {
  const ofCategory = category === undefined ? undefined : settings.categories[category]?.threshold;
  const configured = ofCategory ?? settings.tenants[settings.tenant]?.threshold ?? settings.threshold;
  if (threshold === undefined) return { threshold: configured, floor: ofCategory };
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new OctavecError("INVALID_ARGUMENT", "threshold: expected a cosine similarity from 0 to 1.");
  }
  return { threshold: Math.max(threshold, configured), floor: Math.max(threshold, ofCategory ?? threshold) };
}

/** The similarity below which nothing is served, whatever the policy says. */
export function leastServed(policy: DecisionPolicy, { threshold, floor }: Thresholds): number {
  return policy.ignoresThreshold === true ? (floor ?? 0) : threshold;
}

/** Which setting the threshold of a call comes from. */
export function thresholdSource(
  settings: ResolvedCacheSettings,
  { category, threshold }: Asked,
): "cache" | "tenant" | "category" | "call" {
  const configured = thresholdsOf(settings, { category });
  if (threshold !== undefined && thresholdsOf(settings, { category, threshold }).threshold === threshold)
    return "call";
  if (configured.floor !== undefined) return "category";
  return settings.tenants[settings.tenant]?.threshold === undefined ? "cache" : "tenant";
}
