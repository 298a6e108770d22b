import ndarray, { type NdArray } from "ndarray";
import { float32Vector, requireDimension, type VectorLike } from "./float32-vector.js";
import { encodeQ8Kernel, type Q8Header } from "./q8-kernel.js";
import { forEachRow, shapeOf, type VectorRows } from "./vector-rows.js";

/** The Q8 code of a vector, as the server stores it and `VEMB key element RAW` returns it. */
export interface Q8Code {
  /** `dimension` integers in −127 … 127. */
  readonly codes: Int8Array;
  /** Largest |component| of the unit vector, float32. 0 for a vector that is all zero, which has similarity 0 with everything. */
  readonly range: number;
  /** Euclidean length of the encoded vector, float32. 1 for a vector that is all zero, as the server reports it. */
  readonly norm: number;
}

/** Many Q8 codes: vector i has row i of `codes`, `ranges[i]` and `norms[i]`. */
export interface Q8Rows {
  /** rows × dimension, row-major and contiguous: `codes.data` is the flat `Int8Array`. */
  readonly codes: NdArray<Int8Array>;
  readonly ranges: Float32Array;
  readonly norms: Float32Array;
}

/**
 * Encodes a vector as Q8: the server's own symmetric int8 code per vector.
 *
 * Formula: x̂ = x / |x|, range = max|x̂|, code = x̂ · 127 / range rounded half away from zero, all in float32
 * arithmetic and the server's order of summation (see `q8-kernel.ts`). Codes, range and norm equal `VEMB … RAW` of
 * Redis 8.0.2, 8.2.3 and 8.6.3 on x86-64 bit for bit. On arm64, where compilers fuse multiply and add, the last bit of norm
 * and range may differ, and so may a code whose product is within 1e-5 of a tie.
 * Error bound: |x̂ⱼ − code · range / 127| ≤ range / 254 per component (+ 2e-5 · range / 127 for float32 rounding).
 *
 * A vector that is all zero has zero codes and range 0. A vector so small that every square underflows float32 (below about
 * 2.6e-23) is encoded without normalisation, as the server does; its similarities mean nothing. Cost: O(dimension).
 *
 * @throws QuantizationError `INVALID_VECTOR` for NaN, ±Infinity, or squares that overflow float32 (the server would
 *   store zeros); `INVALID_ARGUMENT` for an impossible dimension.
 */
export function encodeQ8(vector: VectorLike): Q8Code {
  const source = float32Vector(vector);
  const codes = new Int8Array(source.length);
  const header: Q8Header = { range: 0, norm: 1 };
  encodeQ8Kernel(source, 0, source.length, codes, 0, header);
  return { codes, range: header.range, norm: header.norm };
}

/** {@link encodeQ8} for many vectors. The error of an invalid vector has its index as `details.row`. */
export function encodeQ8Rows(rows: VectorRows): Q8Rows {
  const { count, dimension } = shapeOf(rows);
  const codes = new Int8Array(count * dimension);
  const ranges = new Float32Array(count);
  const norms = new Float32Array(count);
  const header: Q8Header = { range: 0, norm: 1 };
  forEachRow(rows, (data, start, row) => {
    encodeQ8Kernel(data, start, dimension, codes, row * dimension, header);
    ranges[row] = header.range;
    norms[row] = header.norm;
  });
  return { codes: ndarray(codes, [count, dimension]), ranges, norms };
}

/**
 * Decodes a vector: code · range / 127, and times the norm unless `unit` is set. `VEMB` of the server computes the same; the
 * last bit of float32 may differ.
 */
export function decodeQ8(code: Q8Code, options: { unit?: boolean } = {}): Float32Array {
  const { codes, range, norm } = code;
  requireDimension(codes.length);
  const step = (range / 127) * (options.unit === true ? 1 : norm);
  const vector = new Float32Array(codes.length);
  for (let index = 0; index < vector.length; index++) vector[index] = codes[index]! * step;
  return vector;
}

/** The code of one row. Its integers are a view of the batch, without a copy, if the row is contiguous. */
export function q8Row(rows: Q8Rows, row: number): Q8Code {
  const { codes } = rows;
  const [dimension, rowStride, columnStride] = [codes.shape[1]!, codes.stride[0]!, codes.stride[1]!];
  const start = codes.offset + row * rowStride;
  const integers =
    columnStride === 1
      ? codes.data.subarray(start, start + dimension)
      : Int8Array.from({ length: dimension }, (_, column) => codes.get(row, column));
  return { codes: integers, range: rows.ranges[row]!, norm: rows.norms[row]! };
}
