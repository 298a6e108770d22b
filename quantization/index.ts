/** Pure numerics for int8 embeddings: no I/O, nothing of `src/`. See README.md for what each scheme is worth. */
export { encodeSigns, hammingDistance, querySignSimilarity, signBytes, signScore } from "./binary.js";
export { type DimensionCode, DimensionCodec, type DimensionRows } from "./dimension-codec.js";
export type { DimensionCodecOptions } from "./dimension-steps.js";
export { dotFloat32, dotFloat32Int8, dotInt8 } from "./dot.js";
export { QuantizationError, type QuantizationErrorCode } from "./errors.js";
export type { VectorLike } from "./float32-vector.js";
export { learnPca, PcaReduction } from "./pca.js";
export { PreparedQuery } from "./prepared-query.js";
export { decodeQ8, decodeQ8Rows, encodeQ8, encodeQ8Rows, type Q8Code, type Q8Rows, q8Row } from "./q8.js";
export { decodeResidual, encodeResidual, encodeResidualRows, residualSimilarity } from "./residual.js";
export { ROTATION_ALGORITHM, Rotation } from "./rotation.js";
export { cosineSimilarity, q8Score, q8Similarity, querySimilarity, unitVector } from "./similarity.js";
export { truncateVector } from "./truncation.js";
export { rowsOf, type VectorRows } from "./vector-rows.js";
