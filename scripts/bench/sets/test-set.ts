import { unitVector } from "../../../quantization/index.js";
import { seededRandom, shuffled } from "../random.js";

/** Vectors to measure on, all of length 1. No vector is in two of the three lists. */
export interface TestSet {
  readonly name: string;
  /** Where the vectors come from, for the reader of the table. */
  readonly about: string;
  /** "sentences" and "words" are real embeddings; the others are made, with or without a named defect. */
  readonly kind: "sentences" | "words" | "well-behaved" | "outliers";
  readonly dimension: number;
  /** What calibrations learn from. */
  readonly calibration: readonly Float32Array[];
  readonly stored: readonly Float32Array[];
  /** Held out: neither stored nor calibrated on. */
  readonly queries: readonly Float32Array[];
}

/** Vectors that calibrations learn from, in every set. */
const CALIBRATION_VECTORS = 1_000;

/** Shuffles (seeded) and deals out: queries, 1,000 for calibration, the rest is stored. */
export function dealSet(
  about: Pick<TestSet, "name" | "about" | "kind">,
  vectors: readonly Float32Array[],
  deal: { queries: number; seed: number },
): TestSet {
  const { queries, seed } = deal;
  const mixed = shuffled(vectors, seededRandom(seed)).map((vector) => unitVector(vector));
  const storedFrom = queries + CALIBRATION_VECTORS;
  if (mixed.length < storedFrom + 100) {
    throw new Error(`${about.name}: ${mixed.length} vectors are too few to set ${storedFrom} aside.`);
  }
  return {
    ...about,
    dimension: mixed[0]!.length,
    queries: mixed.slice(0, queries),
    calibration: mixed.slice(queries, storedFrom),
    stored: mixed.slice(storedFrom),
  };
}
