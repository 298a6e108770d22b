export type { AlertListener, CacheAlert } from "./cache-alert.js";
export { type CacheLearning, cacheLearning } from "./cache-learning.js";
export type { CacheQuality } from "./cache-quality.js";
export type { ExperimentReport } from "./experiment-report.js";
export { Learning } from "./learning.js";
export type { LearningExport } from "./learning-export.js";
export type { LinkHook } from "./link-hook.js";
export type { ModelFigures, QualityFigures, QualityReport } from "./quality-report.js";
export { unlinkEntry } from "./relink-entry.js";
