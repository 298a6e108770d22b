export { controlProblem } from "./problems.js";
export { registerControl } from "./register-control.js";
