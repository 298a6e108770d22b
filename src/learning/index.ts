export type { AlertListener, CacheAlert, LinkHook } from "./alerts.js";
export type { ClustersOptions } from "./clusters/answer-clusters.js";
export type { AnswerCluster } from "./clusters/cluster-answers.js";
export type { MovedCluster } from "./clusters/moved-clusters.js";
export type { DifferenceInterval } from "./contract/intervals.js";
export type { DecisionOutcome, LearningPolicy, StoredQuestion } from "./contract/learning-policy.js";
export type { DriftInput, DriftLevel, DriftStatus, InputReading, MovedInput } from "./drift/drift-report.js";
export type { EvidenceMode } from "./evidence/evidence-policy.js";
export { type LinkByMeaningOptions, linkByMeaning } from "./link-by-meaning.js";
export type {
  EvidenceDecision,
  ExperimentDecision,
  ObservedPolicy,
  TenantChoice,
} from "./observed-policy.js";
export {
  type AdaptiveThresholdOptions,
  adaptiveThreshold,
  type EvidenceOptions,
  type ExperimentOptions,
  evidence,
  experiment,
  fixedThreshold,
  type ObservedOptions,
  type ObservingHooks,
  observed,
} from "./policies.js";
export type { ExperimentReport, ModelFigures, QualityFigures, QualityReport } from "./quality-report.js";
export type { LearningExport } from "./shared/learned-data.js";
export {
  calibrateThreshold,
  type LabelledPair,
  type ThresholdCalibration,
  type ThresholdPoint,
} from "./threshold/calibrate-threshold.js";
