export { BackgroundTasks } from "./background-tasks.js";
export { Lifecycle } from "./lifecycle.js";
export { MovingMean } from "./moving-mean.js";
export { Mutex } from "./mutex.js";
export { onAbort } from "./on-abort.js";
export { SharedCalls } from "./shared-calls.js";
export { TimeBudget } from "./time-budget.js";
export { within, withinOptions } from "./within.js";
