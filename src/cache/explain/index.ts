export { type ExplainOptions, explainLookup } from "./explain-lookup.js";
export type {
  ExplainedCandidate,
  ExplainedIdentity,
  ExplainedThreshold,
  ExplainedTier,
  Explanation,
} from "./explanation.js";
export { formatExplanation } from "./format-explanation.js";
