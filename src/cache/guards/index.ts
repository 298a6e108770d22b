export {
  createStoredFacts,
  guardCheckFor,
  type StoredFacts,
  wordsOfNote,
} from "./guard-check.js";
export { type GuardFigures, type GuardReport, type LabelledTexts, measureGuards } from "./measure-guards.js";
export { GUARD_NAMES, runGuards } from "./run-guards.js";
export { sayTheSame } from "./say-the-same.js";
export { extractFacts } from "./text-facts.js";
