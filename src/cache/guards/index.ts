export type { GuardName, GuardResult, GuardVerdict } from "./guard.js";
export { GUARD_NAMES, runGuards } from "./run-guards.js";
export { extractFacts, type TextFacts } from "./text-facts.js";
