export type { AlertListener, CacheAlert } from "./cache-alert.js";
export { type CacheLearning, cacheLearning } from "./cache-learning.js";
export type { CacheQuality } from "./cache-quality.js";
export type { AnswerCluster } from "./clusters/answer-cluster.js";
export { AnswerClusters } from "./clusters/answer-clusters.js";
export { type ClustersOptions, listClusters } from "./clusters/list-clusters.js";
export type { MovedCluster } from "./clusters/moved-clusters.js";
export { type AdaptiveThresholdOptions, adaptiveThreshold } from "./decision/adaptive-threshold.js";
export type { DifferenceInterval } from "./decision/always-valid.js";
export {
  calibrateThreshold,
  type LabelledPair,
  type ThresholdCalibration,
  type ThresholdPoint,
} from "./decision/calibrate-threshold.js";
export { evidencePolicy, fixedThreshold } from "./decision/create-policy.js";
export { type ExperimentOptions, experiment } from "./decision/experiment.js";
export { type ShareInterval, wilsonInterval } from "./decision/wilson-interval.js";
export { attachDrift } from "./drift/attach-drift.js";
export type { DriftInput, DriftLevel, DriftReport, InputReading, MovedInput } from "./drift/drift-report.js";
export { type EvidenceMode, EvidencePolicy } from "./evidence/evidence-policy.js";
export type { ExperimentReport } from "./experiment-report.js";
export { Learning } from "./learning.js";
export type { LearningExport } from "./learning-export.js";
export type { LinkHook } from "./link-hook.js";
export type { ModelFigures, QualityFigures, QualityReport } from "./quality-report.js";
export { unlinkEntry } from "./relink-entry.js";
export { shareThreshold } from "./share-threshold.js";
export type { SharedThreshold } from "./shared-threshold.js";
