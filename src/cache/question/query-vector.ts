import { dotFloat32, q8ErrorNorm, strictBoundOfNorms, unitVector } from "../../../quantization/index.js";
import { encodeFloat32Blob } from "../../commands/index.js";

/** The vector that a search starts from, and what bounds the error of its scores. */
export interface QueryVector {
  /** Of length 1. */
  readonly vector: Float32Array;
  /** Its length in double precision, which differs from 1 by float32 rounding. */
  readonly length: number;
  /** FP32 blob, 4 · dimension bytes. A view, not a copy. */
  readonly blob: Buffer;
  /** Length of the rounding error of its own code; 0 if the server keeps float32. */
  readonly errorNorm: number;
  /** What float32 summation on the server can add to a cosine. */
  readonly slack: number;
}

/** The vector of a question, as the embedder gave it and ready for searching. */
export interface EmbeddedQuestion {
  readonly vector: Float32Array;
  readonly query: QueryVector;
  /** Whether the latest look-up found an entry of exactly this question. Then a search along with it would be for nothing. */
  hasExactEntry: boolean;
  /** The entry that the latest search served. */
  servedBy?: string | undefined;
}

export function queryVectorOf(vector: Float32Array, quantization: "q8" | "none"): QueryVector {
  const unit = unitVector(vector);
  return {
    vector: unit,
    length: Math.sqrt(dotFloat32(unit, unit)),
    blob: encodeFloat32Blob(unit),
    errorNorm: quantization === "q8" ? q8ErrorNorm(unit) : 0,
    slack: strictBoundOfNorms(0, 0, unit.length),
  };
}

/** Cosine of a stored vector, in double precision; 0 if the vector is all zero, NaN if it has a component that is not finite. */
export function cosineToQuery({ vector, length }: QueryVector, stored: Float32Array): number {
  const squares = dotFloat32(stored, stored);
  if (squares === 0) return 0;
  return Number.isFinite(squares) ? dotFloat32(vector, stored) / (length * Math.sqrt(squares)) : Number.NaN;
}

/** How far the score of two codes can be from the cosine of their vectors: strict, by Cauchy and Schwarz. */
export function errorBound(query: QueryVector, storedErrorNorm: number): number {
  return query.errorNorm + storedErrorNorm + query.errorNorm * storedErrorNorm + query.slack;
}

/** The largest error norm a Q8 code of a unit vector can have: √dimension / 254. */
export function worstErrorNorm(dimension: number, quantization: "q8" | "none"): number {
  return quantization === "q8" ? Math.sqrt(dimension) / 254 : 0;
}
