export { registerOperations } from "./register-operations.js";
