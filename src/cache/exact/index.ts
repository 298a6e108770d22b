export { readEntry } from "./read-entry.js";
