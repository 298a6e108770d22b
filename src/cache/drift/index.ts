export { attachDrift } from "./attach-drift.js";
export type { DriftInput, DriftLevel, DriftReport, InputReading, MovedInput } from "./drift-report.js";
