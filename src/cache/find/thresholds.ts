import { OctavecError } from "../../errors/index.js";
import type { ResolvedCacheSettings } from "../../options/index.js";
import type { DecisionPolicy } from "../contract/index.js";
import type { CacheRequest, MediaQuestion } from "../question/index.js";
import type { ExplainedThreshold } from "./explanation.js";

/** Counts where nothing is configured and the embedder recommends nothing. */
const DEFAULT_THRESHOLD: ExplainedThreshold = { value: 0.9, from: "default" };

/** Least cosine similarities of a hit. */
export interface Thresholds extends Pick<ExplainedThreshold, "from" | "source"> {
  /** What policies are told. */
  readonly threshold: number;
  /** What category or call ask for: it binds every policy. Undefined if they ask for nothing. */
  readonly floor: number | undefined;
}

/** Of a question that nothing answers by meaning. */
const NO_MATCH: Thresholds = { threshold: 1, from: "none", floor: undefined };

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function checkThreshold({ threshold }: Pick<CacheRequest, "threshold">): void {
  if (threshold === undefined || (threshold >= 0 && threshold <= 1)) return;
  throw new OctavecError("INVALID_ARGUMENT", "threshold: expected a cosine similarity from 0 to 1.");
}

/** The threshold of a cache for which none is configured. `recommended`: by its embedder. */
export function startingThresholdOf(
  recommended: Required<Pick<ExplainedThreshold, "value" | "source">> | undefined,
): ExplainedThreshold {
  if (recommended === undefined) return DEFAULT_THRESHOLD;
  const { value, source } = recommended;
  return { value, from: "embedder", source };
}

/**
 * The thresholds of one call. That of the category replaces that of the tenant, which replaces that of the cache. A call can
 * only raise what is configured. If nothing is configured, the threshold is that of the call, else the starting threshold. A
 * question of another `modality` than text has the threshold of that modality with itself.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function thresholdsOf(
  {
    settings,
    startingThreshold,
  }: { readonly settings: ResolvedCacheSettings; readonly startingThreshold: ExplainedThreshold },
  request: Pick<CacheRequest, "category" | "threshold">,
  modality?: MediaQuestion["modality"],
): Thresholds {
  checkThreshold(request);
  const { category, threshold: asked } = request;
  if (modality !== undefined) {
    return pairThresholds(settings.modalityThresholds[`${modality}-${modality}`], asked) ?? NO_MATCH;
  }
  const ofCategory = category === undefined ? undefined : settings.categories[category]?.threshold;
  const ofTenant = settings.tenants[settings.tenant]?.threshold;
  const configured = ofCategory ?? ofTenant ?? settings.threshold;
  const floor = asked === undefined ? ofCategory : Math.max(asked, ofCategory ?? asked);
  if (asked !== undefined && asked >= (configured ?? 0)) return { threshold: asked, from: "call", floor };
  if (configured === undefined) {
    const { value, ...origin } = startingThreshold;
    return { threshold: value, ...origin, floor };
  }
  const from = ofCategory !== undefined ? "category" : ofTenant !== undefined ? "tenant" : "cache";
  return { threshold: configured, from, floor };
}

/**
 * The thresholds of a pair of modalities other than text with text. Undefined for a pair that has none: it is not matched. A call
 * can only raise it; what cache, tenant and category name is for texts.
 */
export function pairThresholds(
  configured: number | undefined,
  asked: number | undefined,
): Thresholds | undefined {
  if (configured === undefined) return undefined;
  if (asked !== undefined && asked >= configured) return { threshold: asked, from: "call", floor: asked };
  return { threshold: configured, from: "modalities", floor: asked };
}

/** The similarity below which nothing is served, whatever the policy says. */
export function leastServed(policy: DecisionPolicy, { threshold, floor }: Thresholds): number {
  return policy.ignoresThreshold === true ? (floor ?? 0) : threshold;
}
