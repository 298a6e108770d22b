/** What the programs of the package and those of a checkout share. The program itself is `octavec.ts`. */
export { octavecMain } from "./octavec-main.js";
export { lineProgress } from "./progress.js";
export { seededRandom, shuffled } from "./seeded-random.js";
export { printTable } from "./table.js";
export { UsageError } from "./usage-error.js";
