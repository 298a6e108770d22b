export { lifeOf } from "./life-of.js";
export { type AskedAt, storeAnswer } from "./store-answer.js";
export type { Answer, StoreResult } from "./store-result.js";
