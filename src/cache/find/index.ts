export type { AnswerCandidate, HookOptions, JudgeHook, RerankHook } from "./answer-hooks.js";
export type { Examined } from "./examined.js";
export { type ExplainOptions, explainLookup } from "./explain/explain-lookup.js";
export type {
  ExplainedCandidate,
  ExplainedIdentity,
  ExplainedThreshold,
  ExplainedTier,
  Explanation,
} from "./explain/explanation.js";
export { formatExplanation } from "./explain/format-explanation.js";
export { lookUp } from "./look-up.js";
export type { LookupContext } from "./lookup-context.js";
