import type { ResolvedCacheSettings } from "../../../options/index.js";
import type { CacheRequest } from "../../question/index.js";
import { thresholdOf } from "../threshold-of.js";
import type { ExplainedThreshold } from "./explanation.js";

/** The threshold of a call, and whose word it is. @throws OctavecError `INVALID_ARGUMENT`. */
export function explainThreshold(settings: ResolvedCacheSettings, request: CacheRequest): ExplainedThreshold {
  const value = thresholdOf(settings, request);
  const { category } = request;
  const configured = thresholdOf(settings, { category });
  if (value !== configured || request.threshold === configured) return { value, from: "call" };
  if (category !== undefined && settings.categories[category]?.threshold !== undefined) {
    return { value, from: "category" };
  }
  return { value, from: settings.tenants[settings.tenant]?.threshold === undefined ? "cache" : "tenant" };
}
