import type { Decision, DecisionDetails } from "../../cache/contract/index.js";
import { FEATURE_NAMES } from "./evidence-features.js";
import type { Consideration } from "./evidence-model.js";

/** A consideration in names and words. */
export function detailsOf(
  { evidence, probability, cut, serve }: Consideration,
  { reason }: Decision,
  weights: readonly number[],
): DecisionDetails {
  const verdict =
    `The neighbourhood speaks for its favourite answer with a chance of ${percent(probability)}; ` +
    `answers are served from ${percent(cut)} on, so the model would ${serve ? "" : "not "}serve it. Decision: ${reason}.`;
  return {
    verdict,
    features: Object.fromEntries(FEATURE_NAMES.map((name, j) => [name, evidence.features[j] ?? 0])),
    weights: Object.fromEntries(["intercept", ...FEATURE_NAMES].map((name, j) => [name, weights[j] ?? 0])),
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
