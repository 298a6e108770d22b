import { q8ErrorNorm, strictBoundOfNorms, unitVector } from "../../../../quantization/index.js";
import { encodeFloat32Blob } from "../../../commands/index.js";

/** The vector that a search starts from, and what bounds the error of its scores. */
export interface QueryVector {
  /** Of length 1. */
  readonly vector: Float32Array;
  /** FP32 blob, 4 · dimension bytes. A view, not a copy. */
  readonly blob: Buffer;
  /** Length of the rounding error of its own code; 0 if the server keeps float32. */
  readonly errorNorm: number;
  /** What float32 summation on the server can add to a cosine. */
  readonly slack: number;
}

export function queryVectorOf(vector: Float32Array, quantization: "q8" | "none"): QueryVector {
  const unit = unitVector(vector);
  return {
    vector: unit,
    blob: encodeFloat32Blob(unit),
    errorNorm: quantization === "q8" ? q8ErrorNorm(unit) : 0,
    slack: strictBoundOfNorms(0, 0, unit.length),
  };
}

/** How far the score of two codes can be from the cosine of their vectors: strict, by Cauchy and Schwarz. */
export function errorBound(query: QueryVector, storedErrorNorm: number): number {
  return query.errorNorm + storedErrorNorm + query.errorNorm * storedErrorNorm + query.slack;
}

/** The largest error norm a Q8 code of a unit vector can have: √dimension / 254. */
export function worstErrorNorm(dimension: number, quantization: "q8" | "none"): number {
  return quantization === "q8" ? Math.sqrt(dimension) / 254 : 0;
}
