/** Pure numerics for int8 embeddings: no I/O, nothing of `src/`. See README.md for what each scheme is worth. */
export { encodeSigns, hammingDistance, querySignSimilarity, signBytes, signScore } from "./binary.js";
export {
  bandOfSigmas,
  type Q8Ranges,
  q8Band,
  q8Sigma,
  q8StrictBound,
  residualBand,
  stepsSigma,
  strictOfNorms,
} from "./bounds.js";
export {
  type CalibratedCode,
  CalibratedCodec,
  type CalibratedQuery,
  type Float32Code,
  type Int8Code,
} from "./calibrated-codec.js";
export type { CalibrationRecord } from "./calibration-record.js";
export { calibrationReport } from "./calibration-report.js";
export {
  type Calibration,
  Calibrator,
  type CalibratorOptions,
  MIN_CALIBRATION_SAMPLES,
} from "./calibrator.js";
export { type Certificate, candidatesToRescore, certifyTopK } from "./certificate.js";
export { type BandDecision, decide } from "./decision.js";
export { type DimensionCode, DimensionCodec, type DimensionRows } from "./dimension-codec.js";
export type { DimensionCodecOptions } from "./dimension-steps.js";
export { dotFloat32, dotFloat32Int8, dotInt8 } from "./dot.js";
export { DriftDetector, type DriftOptions, type DriftReport } from "./drift-detector.js";
export { encodeStream } from "./encode-stream.js";
export { QuantizationError, type QuantizationErrorCode } from "./errors.js";
export {
  type FallbackLimits,
  type FallbackReason,
  fallbackLimits,
  fallbackReason,
  type SchemeHealth,
  SchemeMonitor,
} from "./fallback.js";
export type { VectorLike } from "./float32-vector.js";
export { meanShiftRatio, type WindowSummary } from "./mean-shift.js";
export { packCode, unpackCode } from "./packed-code.js";
export type { PairErrors } from "./pair-errors.js";
export { learnPca, PcaReduction } from "./pca.js";
export { PreparedQuery } from "./prepared-query.js";
export { decodeQ8, decodeQ8Rows, encodeQ8, encodeQ8Rows, type Q8Code, type Q8Rows, q8Row } from "./q8.js";
export { q8ErrorNorm } from "./q8-error.js";
export { calibrationId, parseRecord, requireCalibrationOf } from "./record.js";
export { decodeResidual, encodeResidual, encodeResidualRows, residualSimilarity } from "./residual.js";
export { ROTATION_ALGORITHM, Rotation } from "./rotation.js";
export { Float32Scan, Int8Scan, type RowScanOptions } from "./row-scan.js";
export { RunningStatistics } from "./running-statistics.js";
export { isServerScheme, SCHEMES, type Scheme } from "./schemes.js";
export { cosineSimilarity, q8Score, q8Similarity, querySimilarity, unitVector } from "./similarity.js";
export { truncateVector } from "./truncation.js";
export { rowsOf, type VectorRows } from "./vector-rows.js";
