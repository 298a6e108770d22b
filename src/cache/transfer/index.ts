export { type ExportOptions, exportEntries } from "./export-entries.js";
export { importEntries } from "./import-entries.js";
export { type ReadJsonlOptions, readJsonl, type TruncatedLine } from "./read-jsonl.js";
export { readLiving } from "./read-living.js";
export type { TransferProblem, TransferReport } from "./run-transfer.js";
export { type WarmEntry, warmEntries } from "./warm-entries.js";
export { type WarmMemoryOptions, warmMemory } from "./warm-memory.js";
export { writeJsonl } from "./write-jsonl.js";
