export type { GuardName, GuardResult } from "./guard.js";
export { GUARD_NAMES, runGuards } from "./run-guards.js";
export { extractFacts } from "./text-facts.js";
