export { BackgroundTasks } from "./background-tasks.js";
export { Flights } from "./flights.js";
export { isDueEarly } from "./is-due-early.js";
export { SharedCalls } from "./shared-calls.js";
