export { answerWeight } from "./answer-weight.js";
export { limitsOf, type TenantLimits } from "./limits-of.js";
