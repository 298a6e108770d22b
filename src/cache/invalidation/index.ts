export { type InvalidationReport, invalidate } from "./invalidate.js";
export { checkTarget, type InvalidationTarget } from "./invalidation-target.js";
