export type { Decision, DecisionPolicy, DecisionQuery, Neighbour } from "./decision-policy.js";
export { thresholdPolicy } from "./threshold-policy.js";
