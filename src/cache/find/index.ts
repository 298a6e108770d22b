export type { AnswerCandidate, HookOptions, JudgeHook, RerankHook } from "./answer-hooks.js";
export { type ExplainOptions, explainLookup } from "./explain.js";
export type { Explanation } from "./explanation.js";
export { formatExplanation } from "./format-explanation.js";
export { heldAnswer, type LookupOptions, lookUp } from "./look-up.js";
export type { LookupContext, LookupOutcome } from "./lookup-state.js";
export { orderByWords } from "./order-by-words.js";
export { cacheHitOf } from "./step-outcome.js";
export { startingThresholdOf } from "./thresholds.js";
