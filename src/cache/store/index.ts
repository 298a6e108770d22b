export { embedTexts } from "./embed-texts.js";
export { lifeOf } from "./life-of.js";
export { putEntry } from "./put-entry.js";
export { putSettingsOf } from "./put-settings-of.js";
export { type AskedAt, storeAnswer, tellStored } from "./store-answer.js";
export type { Answer, StoreResult } from "./store-result.js";
