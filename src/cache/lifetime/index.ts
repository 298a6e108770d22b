export { attachLifetime, sweepStepsOf } from "./attach-lifetime.js";
export { sweepAll } from "./sweep-all.js";
export type { SweepReport } from "./sweep-step.js";
