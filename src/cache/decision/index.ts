export { AdaptiveThreshold, type AdaptiveThresholdOptions, adaptiveThreshold } from "./adaptive-threshold.js";
export { agreementPolicy } from "./agreement-policy.js";
export { alwaysValidInterval, type DifferenceInterval, varianceOfShare } from "./always-valid.js";
export {
  type AnswerCandidate,
  type HookOptions,
  type JudgeHook,
  type RerankHook,
  runHook,
} from "./answer-hooks.js";
export {
  calibrateThreshold,
  type LabelledPair,
  type ThresholdCalibration,
  type ThresholdPoint,
} from "./calibrate-threshold.js";
export { evidencePolicy, fixedThreshold } from "./create-policy.js";
export type {
  Decision,
  DecisionDetails,
  DecisionName,
  DecisionPolicy,
  DecisionQuery,
  Neighbour,
  Outcome,
  StoredQuestion,
  WeighedAnswer,
} from "./decision-policy.js";
export { MAX_LABELS } from "./evidence/evidence-model.js";
export { type EvidenceMode, EvidencePolicy } from "./evidence/evidence-policy.js";
export { intervalOfSums } from "./evidence/hard-stop.js";
export { LABEL_KINDS, type Label } from "./evidence/label.js";
export { areScaled, WEIGHT_COUNT } from "./evidence/logistic-model.js";
export { MAX_WORDS } from "./evidence/word-weights.js";
export { type ExperimentOptions, experiment } from "./experiment.js";
export { thresholdPolicy } from "./threshold-policy.js";
export { SAMPLE_WINDOW, type ThresholdSample } from "./threshold-samples.js";
export { type ShareInterval, wilsonInterval } from "./wilson-interval.js";
