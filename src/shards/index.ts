export { openRepository } from "./open-repository.js";
