import { type CalibrationRecord, Calibrator, type CalibratorOptions } from "../../../quantization/index.js";
import { Random, topicVectors } from "./sample-vectors.js";

export const DIMENSION = 64;

/** Well-behaved: no dimension stands out and values are bounded. The server's own code is hard to beat here. */
export function flat(count: number, seed: number): Float32Array[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: DIMENSION }, () => random.uniform() * 2 - 1),
  );
}

/** A large, nearly constant offset in a few dimensions, as some models have it. */
export function offset(count: number, seed: number): Float32Array[] {
  return topicVectors(count, DIMENSION, new Random(seed)).map((vector) =>
    vector.map((component, j) => component + (j === 3 ? -4 : j === 9 ? 2 : 0)),
  );
}

/** A few components of each vector are far larger than the others, never the same ones. */
export function spiky(count: number, seed: number): Float32Array[] {
  const random = new Random(seed);
  return topicVectors(count, DIMENSION, random).map((vector) =>
    vector.map((component) => component * (random.uniform() < 0.01 ? 20 : 1)),
  );
}

export function calibrate(
  vectors: Iterable<Float32Array>,
  options: Partial<CalibratorOptions> = {},
): { record: CalibrationRecord; report: string } {
  const calibrator = new Calibrator({ model: "test-model", dimension: DIMENSION, ...options });
  for (const vector of vectors) calibrator.add(vector);
  return calibrator.calibrate();
}
