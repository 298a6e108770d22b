export type { GuardName, GuardResult } from "./guard.js";
export { GUARD_NAMES, runGuards } from "./run-guards.js";
export { extractFacts, type TextFacts } from "./text-facts.js";
