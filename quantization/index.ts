/** Arithmetic for int8 embeddings, without I/O. README.md says what each scheme is worth. */
export {
  type BandDecision,
  decide,
  type Q8Ranges,
  q8Band,
  q8StrictBound,
  residualBand,
  strictBoundOfNorms,
} from "./bounds.js";
export {
  type CalibratedCode,
  CalibratedCodec,
  type CalibratedQuery,
  type Float32Code,
  type Int8Code,
} from "./calibrated-codec.js";
export { calibrationReport } from "./calibration-report.js";
export { type Calibration, Calibrator, type CalibratorOptions } from "./calibrator.js";
export { type Certificate, certifyTopK } from "./certificate.js";
export { type DimensionCode, DimensionCodec, type DimensionQuery } from "./dimension-codec.js";
export type { DimensionCodecOptions } from "./dimension-steps.js";
export { dotFloat32 } from "./dot.js";
export { DriftDetector, type DriftOptions, type DriftReport } from "./drift-detector.js";
export { QuantizationError, type QuantizationErrorCode } from "./errors.js";
export { type FallbackReason, type SchemeHealth, SchemeMonitor } from "./fallback.js";
export type { VectorLike } from "./float32-vector.js";
export { decodeQ8, encodeQ8, encodeQ8Rows, type Q8Code, type Q8Rows, q8Row } from "./q8.js";
export { q8ErrorNorm } from "./q8-error.js";
export { type CalibrationRecord, parseRecord } from "./record.js";
export { decodeResidual, encodeResidual, residualSimilarity } from "./residual.js";
export { ROTATION_ALGORITHM, Rotation } from "./rotation.js";
export { meanShiftRatio, RunningStatistics, type WindowSummary } from "./running-statistics.js";
export type { Scheme } from "./scheme-codec.js";
export { cosineSimilarity, q8Similarity, querySimilarity, truncateVector, unitVector } from "./similarity.js";
export { rowsOf, type VectorRows } from "./vector-rows.js";
