export { type InvalidationReport, invalidate } from "./invalidate.js";
export type { InvalidationTarget } from "./invalidation-target.js";
