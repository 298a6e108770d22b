export { contradictingWords, createStoredFacts, guardCheckFor, type StoredFacts } from "./guard-check.js";
export { type GuardFigures, type GuardReport, type LabelledTexts, measureGuards } from "./measure-guards.js";
