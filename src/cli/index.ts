/** What the program of the package, `octavec.ts`, and those of a checkout share. */

export { seededRandom, shuffled } from "./calibrate/seeded-random.js";
export { createProgram } from "./octavec-main.js";
export { EXIT_CODE_MEANINGS } from "./program/exit-codes.js";
export { runProgram } from "./run-program.js";
export { lineProgress } from "./terminal/progress.js";
export { printTable } from "./terminal/table.js";
