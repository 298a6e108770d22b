import { dotFloat32, dotInt8 } from "./dot.js";
import { QuantizationError } from "./errors.js";
import {
  float32Vector,
  notFiniteError,
  requireDimension,
  requireSameDimension,
  type VectorLike,
} from "./float32-vector.js";
import { openScanKernel, type ScanKernel } from "./scan-kernel.js";
import { FLOAT32_TURN_BYTES, INT8_TURN_BYTES } from "./scan-module.js";
import { forEachRow, shapeOf, type VectorRows } from "./vector-rows.js";

export interface RowScanOptions {
  /** "auto" (default): WebAssembly SIMD where it can be had, else plain loops. "plain": plain loops. */
  readonly accelerator?: "auto" | "plain";
}

/**
 * Inner products of one float32 query after the other with the same thousands of rows: exact search on the client.
 *
 * The rows are copied once, into the accelerator's memory where there is one. For a hundred candidates it does not pay:
 * use `dotFloat32` or `residualSimilarity`.
 * Accelerated sums are kept in float32, sixteen at a time, and added up in double precision:
 * |accelerated − plain| ≤ (dimension / 16 + 2) · 2⁻²⁴ · Σ|qⱼ rⱼ|, about 1e-7 for unit vectors; products beyond
 * float32 (1e38) or below its smallest normal number differ by more. For figures that must not depend on the machine take "plain".
 */
export class Float32Scan {
  readonly count: number;
  readonly dimension: number;
  readonly #rows: Float32Array;
  readonly #stride: number;
  readonly #kernel: ScanKernel | undefined;

  /** @throws QuantizationError `INVALID_VECTOR` for NaN or ±Infinity, `DIMENSION_MISMATCH`, `INVALID_ARGUMENT`. */
  constructor(rows: VectorRows, options: RowScanOptions = {}) {
    const { count, dimension } = shapeOf(rows);
    requireDimension(dimension);
    this.count = count;
    this.dimension = dimension;
    this.#stride = roundUp(dimension, FLOAT32_TURN_BYTES / 4);
    const floats = (count + 1) * this.#stride;
    this.#kernel = kernelFor(4 * floats + 8 * count, options);
    this.#rows = this.#kernel ? new Float32Array(this.#kernel.buffer, 0, floats) : new Float32Array(floats);
    forEachRow(rows, (data, start, row) => {
      requireFinite(data, start, dimension);
      const target = row * this.#stride;
      for (let j = 0; j < dimension; j++) this.#rows[target + j] = data[start + j]!;
    });
  }

  /** Whether WebAssembly does the work. */
  get accelerated(): boolean {
    return this.#kernel !== undefined;
  }

  /** The inner product with every row, in their order: `count` numbers. */
  dots(query: VectorLike): Float64Array {
    const vector = float32Vector(query, this.dimension);
    requireFinite(vector, 0, this.dimension);
    const stride = this.#stride;
    if (this.#kernel === undefined) {
      const dots = new Float64Array(this.count);
      for (let row = 0; row < this.count; row++)
        dots[row] = dotFloat32(vector, 0, this.#rows, row * stride, this.dimension);
      return dots;
    }
    this.#rows.set(vector, this.count * stride);
    const outStart = 4 * (this.count + 1) * stride;
    this.#kernel.scanFloat32(0, 4 * this.count * stride, outStart, this.count, 4 * stride);
    return new Float64Array(this.#kernel.buffer, outStart, this.count).slice();
  }
}

/** {@link Float32Scan} for int8 codes. Sums are exact, so the accelerated ones equal the plain ones. */
export class Int8Scan {
  readonly count: number;
  readonly dimension: number;
  readonly #rows: Int8Array;
  readonly #stride: number;
  readonly #kernel: ScanKernel | undefined;

  /** `codes` holds rows of `dimension` codes one after the other. @throws QuantizationError `DIMENSION_MISMATCH`, `INVALID_ARGUMENT`. */
  constructor(codes: Int8Array, dimension: number, options: RowScanOptions = {}) {
    requireDimension(dimension);
    if (codes.length % dimension !== 0)
      throw new QuantizationError(
        "DIMENSION_MISMATCH",
        `${codes.length} codes are no whole number of rows of dimension ${dimension}`,
        { details: { length: codes.length, dimension } },
      );
    this.count = codes.length / dimension;
    this.dimension = dimension;
    this.#stride = roundUp(dimension, INT8_TURN_BYTES);
    const bytes = (this.count + 1) * this.#stride;
    this.#kernel = kernelFor(bytes + 4 * this.count, options);
    this.#rows = this.#kernel ? new Int8Array(this.#kernel.buffer, 0, bytes) : new Int8Array(bytes);
    for (let row = 0; row < this.count; row++)
      this.#rows.set(codes.subarray(row * dimension, (row + 1) * dimension), row * this.#stride);
  }

  /** Whether WebAssembly does the work. */
  get accelerated(): boolean {
    return this.#kernel !== undefined;
  }

  /** The inner product with every row, in their order: `count` integers. */
  dots(query: Int8Array): Int32Array {
    requireSameDimension(this.dimension, query.length);
    const stride = this.#stride;
    if (this.#kernel === undefined) {
      const dots = new Int32Array(this.count);
      for (let row = 0; row < this.count; row++)
        dots[row] = dotInt8(query, 0, this.#rows, row * stride, this.dimension);
      return dots;
    }
    this.#rows.set(query, this.count * stride);
    const outStart = (this.count + 1) * stride;
    this.#kernel.scanInt8(0, this.count * stride, outStart, this.count, stride);
    return new Int32Array(this.#kernel.buffer, outStart, this.count).slice();
  }
}

function kernelFor(bytes: number, { accelerator = "auto" }: RowScanOptions): ScanKernel | undefined {
  if (accelerator !== "auto" && accelerator !== "plain")
    throw new QuantizationError("INVALID_ARGUMENT", 'An accelerator is "auto" or "plain"');
  return accelerator === "plain" ? undefined : openScanKernel(bytes);
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function requireFinite(data: Float32Array, start: number, dimension: number): void {
  for (let j = start; j < start + dimension; j++)
    if (!Number.isFinite(data[j]!)) throw notFiniteError(data, start, dimension);
}
