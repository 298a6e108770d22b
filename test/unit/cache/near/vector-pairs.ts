import { seededRandom } from "../../../helpers/seeded-vectors.js";

/** Two vectors with exactly this cosine (up to float32), of normal components and different lengths. */
export function pairWithCosine(
  cosine: number,
  dimension: number,
  seed: number,
): [Float32Array, Float32Array] {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const a = unit(Array.from({ length: dimension }, normal));
  const other = Array.from({ length: dimension }, normal);
  const along = dot(a, other);
  const across = unit(other.map((x, i) => x - along * a[i]!));
  const sine = Math.sqrt(1 - cosine ** 2);
  return [Float32Array.from(a), Float32Array.from(a, (x, i) => 3 * (cosine * x + sine * across[i]!))];
}

function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
