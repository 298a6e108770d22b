export { attachTuning } from "./attach-tuning.js";
export type { Tuning, TuningChange, TuningStats } from "./tuning.js";
