export { type ExactReading, readEntry } from "./read-entry.js";
