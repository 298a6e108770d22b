export type { GuardName, GuardResult } from "./guard.js";
export { type GuardFigures, type GuardReport, type LabelledTexts, measureGuards } from "./measure-guards.js";
export { GUARD_NAMES, runGuards } from "./run-guards.js";
export { extractFacts, type TextFacts } from "./text-facts.js";
