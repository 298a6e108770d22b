import { OctavecError } from "../../errors/index.js";
import type { ResolvedCacheSettings } from "../../options/index.js";

/**
 * The least cosine similarity for one call: the strictest of cache or tenant, category, and call. A call can only
 * tighten the threshold.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function thresholdOf(
  settings: ResolvedCacheSettings,
  { category, threshold }: { category?: string | undefined; threshold?: number | undefined },
): number {
  const base = settings.tenants[settings.tenant]?.threshold ?? settings.threshold;
  const configured = (category === undefined ? undefined : settings.categories[category]?.threshold) ?? base;
  if (threshold === undefined) return configured;
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new OctavecError("INVALID_ARGUMENT", "threshold: expected a cosine similarity from 0 to 1.");
  }
  return Math.max(threshold, configured);
}

/** The least cosine similarity that category or call named, which holds for every policy; undefined when they named none. */
export function floorOf(
  settings: ResolvedCacheSettings,
  { category, threshold }: { category?: string | undefined; threshold?: number | undefined },
): number | undefined {
  const configured = category === undefined ? undefined : settings.categories[category]?.threshold;
  if (threshold === undefined || configured === undefined) return threshold ?? configured;
  return Math.max(threshold, configured);
}
