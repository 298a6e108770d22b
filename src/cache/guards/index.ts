export { type GuardCheck, guardCheckFor } from "./guard-check.js";
export { type GuardFigures, type GuardReport, type LabelledTexts, measureGuards } from "./measure-guards.js";
export { StoredFacts } from "./stored-facts.js";
