import ndarray, { type NdArray } from "ndarray";
import { dotFloat32 } from "./dot.js";
import { QuantizationError } from "./errors.js";
import { float32Vector, requireSameDimension, type VectorLike } from "./float32-vector.js";
import { SeededRandom } from "./seeded-random.js";
import { unitVector } from "./similarity.js";
import { forEachRow, shapeOf, type VectorRows } from "./vector-rows.js";

/** Stops when the kept share of the energy grows by less than this in one round: far below any effect on recall. */
const CONVERGED = 1e-5;
const MAX_ROUNDS = 100;

/**
 * A linear reduction to the directions in which sample vectors lie: reduced = unit vector of components · x.
 * Inner products are kept as well as any projection to so few dimensions can (of the sample, in the mean square).
 * Store `components` with the vectors: queries need the very same reduction.
 */
export class PcaReduction {
  /** reduced × original dimension, row-major; the rows are orthonormal. */
  readonly components: NdArray<Float32Array>;
  readonly inputDimension: number;
  readonly outputDimension: number;

  constructor(components: NdArray<Float32Array>) {
    const { count, dimension } = shapeOf(components);
    const flat = new Float32Array(count * dimension);
    forEachRow(components, (data, start, row) =>
      flat.set(data.subarray(start, start + dimension), row * dimension),
    );
    this.components = ndarray(flat, [count, dimension]);
    this.inputDimension = dimension;
    this.outputDimension = count;
  }

  /** The reduced unit vector. A vector outside all kept directions comes out all zero. */
  apply(vector: VectorLike): Float32Array {
    return this.#reduce(float32Vector(vector, this.inputDimension), 0);
  }

  /** {@link apply} for many rows: rows × reduced dimension, row-major. */
  applyRows(rows: VectorRows): NdArray<Float32Array> {
    const { count, dimension } = shapeOf(rows);
    if (count > 0) requireSameDimension(this.inputDimension, dimension);
    const out = new Float32Array(count * this.outputDimension);
    forEachRow(rows, (data, start, row) => out.set(this.#reduce(data, start), row * this.outputDimension));
    return ndarray(out, [count, this.outputDimension]);
  }

  #reduce(data: Float32Array, start: number): Float32Array {
    const reduced = new Float32Array(this.outputDimension);
    for (let i = 0; i < reduced.length; i++)
      reduced[i] = dotFloat32(
        data,
        start,
        this.components.data,
        i * this.inputDimension,
        this.inputDimension,
      );
    return unitVector(reduced);
  }
}

/**
 * Learns a reduction from sample vectors (each taken as a unit vector, not centred: cosines are about the origin).
 *
 * Method: orthogonal iteration on the second-moment matrix of the sample from a seeded start, until the kept share
 * of the energy stands still. `keptShare` 0 … 1 is the mean squared length that the sample keeps.
 * Cost: O(rows · dimension²) once and O(dimension² · outputDimension) per round: seconds at dimension 512, a minute or
 * more at 1,536.
 * @throws QuantizationError `INVALID_ARGUMENT` when outputDimension is not in 1 … min(rows, dimension);
 *   `INVALID_VECTOR` for a bad row.
 */
export function learnPca(
  rows: VectorRows,
  options: { outputDimension: number; seed?: number },
): { reduction: PcaReduction; keptShare: number } {
  const { count, dimension } = shapeOf(rows);
  const { outputDimension, seed = 1 } = options;
  const most = Math.min(count, dimension);
  if (!Number.isInteger(outputDimension) || outputDimension < 1 || outputDimension > most)
    throw new QuantizationError(
      "INVALID_ARGUMENT",
      `${count} samples of dimension ${dimension} reduce to 1 … ${most} dimensions, got ${outputDimension}`,
      { details: { outputDimension, count, dimension } },
    );
  const { moments, energy } = secondMoments(rows, dimension);
  const random = new SeededRandom(seed);
  let basis: Float64Array[] = Array.from({ length: outputDimension }, () =>
    Float64Array.from({ length: dimension }, () => random.next()),
  );
  orthonormalise(basis);
  let kept = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const image = basis.map((vector) => multiply(moments, vector));
    const now = energy === 0 ? 1 : basis.reduce((sum, vector, i) => sum + dot(vector, image[i]!), 0) / energy;
    orthonormalise(image);
    basis = image;
    const gained = now - kept;
    kept = now;
    if (gained < CONVERGED) break;
  }
  const flat = new Float32Array(outputDimension * dimension);
  for (const [i, vector] of basis.entries()) flat.set(vector, i * dimension);
  const reduction = new PcaReduction(ndarray(flat, [outputDimension, dimension]));
  return { reduction, keptShare: Math.min(1, kept) };
}

/** Σ x̂ x̂ᵀ over the rows (symmetric, row-major), and its trace. */
function secondMoments(rows: VectorRows, dimension: number): { moments: Float64Array; energy: number } {
  const moments = new Float64Array(dimension * dimension);
  forEachRow(rows, (data, start) => {
    const unit = unitVector(data.subarray(start, start + dimension));
    for (let i = 0; i < dimension; i++) {
      const component = unit[i]!;
      const offset = i * dimension;
      for (let j = 0; j <= i; j++) moments[offset + j] = moments[offset + j]! + component * unit[j]!;
    }
  });
  let energy = 0;
  for (let i = 0; i < dimension; i++) {
    energy += moments[i * dimension + i]!;
    for (let j = 0; j < i; j++) moments[j * dimension + i] = moments[i * dimension + j]!;
  }
  return { moments, energy };
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, i) => dot(matrix.subarray(i * size, (i + 1) * size), vector));
}

/** Gram-Schmidt in place, each vector twice (once loses orthogonality on near-parallel vectors). */
function orthonormalise(basis: readonly Float64Array[]): void {
  for (const [i, vector] of basis.entries()) {
    const before = Math.sqrt(dot(vector, vector));
    for (let pass = 0; pass < 2; pass++)
      for (let k = 0; k < i; k++) {
        const other = basis[k]!;
        const share = dot(vector, other);
        for (let j = 0; j < vector.length; j++) vector[j] = vector[j]! - share * other[j]!;
      }
    const length = Math.sqrt(dot(vector, vector));
    // A vanished direction (sample of lower rank) stays zero: it then contributes nothing to reduced vectors.
    for (let j = 0; j < vector.length; j++) vector[j] = length <= 1e-12 * before ? 0 : vector[j]! / length;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < a.length; j += 4) {
    s0 += a[j]! * b[j]!;
    s1 += a[j + 1]! * b[j + 1]!;
    s2 += a[j + 2]! * b[j + 2]!;
    s3 += a[j + 3]! * b[j + 3]!;
  }
  for (; j < a.length; j++) s0 += a[j]! * b[j]!;
  return s0 + s1 + (s2 + s3);
}
