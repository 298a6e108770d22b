export {
  type AnswerCandidate,
  type HookOptions,
  type JudgeHook,
  type RerankHook,
  runHook,
} from "./answer-hooks.js";
export type { Decision, DecisionPolicy, DecisionQuery, Neighbour } from "./decision-policy.js";
export { thresholdPolicy } from "./threshold-policy.js";
