/** What the program of the package, `octavec.ts`, and those of a checkout share. */
export { lineProgress } from "./progress.js";
export { seededRandom, shuffled } from "./seeded-random.js";
export { printTable } from "./table.js";
export { UsageError } from "./usage-error.js";
