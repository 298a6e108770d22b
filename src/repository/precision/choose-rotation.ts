import {
  dotFloat32,
  encodeQ8,
  type Q8Code,
  q8Band,
  q8Similarity,
  Rotation,
  unitVector,
} from "../../../quantization/index.js";
import { OctavecError } from "../../errors/index.js";
import type { PrecisionEvent } from "../../options/index.js";

/** Fewer vectors do not show which dimensions differ from the others. */
const MIN_ROTATION_SAMPLE = 100;
/** At most 96 × 96 pairs are compared. This takes a few tenths of a second at dimension 1,536, once per collection. */
const MAX_PER_SIDE = 96;
/** A rotation is chosen if the 99th percentile of its error is at most this share of the plain error. */
const MAX_ERROR_SHARE = 0.75;
/** Errors below this are float32 rounding, which a rotation cannot improve. */
const FLOAT32_NOISE = 1e-6;

export type RotationChoice = Extract<PrecisionEvent, { kind: "rotation-chosen" }>;

/**
 * Decides whether a collection's vectors should be rotated. It compares the cosine between Q8 codes with the exact cosine, for
 * pairs of the sample. A rotation is chosen if it lowers the error enough, or if the error of plain codes exceeds their error
 * band and that of rotated codes does not.
 *
 * @throws OctavecError `CALIBRATION_TOO_SMALL` below 100 vectors.
 */
export function chooseRotation(
  sample: readonly Float32Array[],
  dimension: number,
  seed: number,
): RotationChoice {
  if (sample.length < MIN_ROTATION_SAMPLE) {
    throw new OctavecError(
      "CALIBRATION_TOO_SMALL",
      `rotation "auto" needs at least ${MIN_ROTATION_SAMPLE} vectors to decide, got ${sample.length}. The decision is final, so ` +
        'write a first batch with more vectors by upsertMany, pass a rotationSample, or choose "on" or "off".',
      { details: { samples: sample.length, needed: MIN_ROTATION_SAMPLE } },
    );
  }
  const rotation = new Rotation({ dimension, seed });
  const half = Math.min(MAX_PER_SIDE, Math.floor(sample.length / 2));
  const stride = sample.length / (2 * half);
  const chosen = Array.from({ length: 2 * half }, (_, index) => sample[Math.floor(index * stride)]!);
  const queries = chosen.filter((_, index) => index % 2 === 0);
  const stored = chosen.filter((_, index) => index % 2 === 1);
  const units = stored.map((vector) => unitVector(vector));
  const exact = queries.map((query) => {
    const unit = unitVector(query);
    return units.map((other) => dotFloat32(unit, other));
  });
  const plain = errorsOf(queries, stored, exact, (vector) => encodeQ8(vector));
  const rotated = errorsOf(queries, stored, exact, (vector) => encodeQ8(rotation.apply(vector)));
  const isBetter = plain.p99 > FLOAT32_NOISE && rotated.p99 <= MAX_ERROR_SHARE * plain.p99;
  return {
    kind: "rotation-chosen",
    rotated: isBetter || (plain.bandUse > 1 && rotated.bandUse <= 1),
    sampleSize: sample.length,
    plainError: plain.p99,
    rotatedError: rotated.p99,
  };
}

function errorsOf(
  queries: readonly Float32Array[],
  stored: readonly Float32Array[],
  exact: readonly (readonly number[])[],
  encode: (vector: Float32Array) => Q8Code,
): { p99: number; bandUse: number } {
  const codes = stored.map(encode);
  let bandUse = 0;
  const errors = queries.flatMap((query, q) => {
    const code = encode(query);
    return codes.map((other, s) => {
      const error = Math.abs(q8Similarity(code, other) - exact[q]![s]!);
      bandUse = Math.max(bandUse, error / q8Band({ storedRange: other.range, queryRange: code.range }));
      return error;
    });
  });
  errors.sort((a, b) => a - b);
  return { p99: errors[Math.ceil(0.99 * errors.length) - 1]!, bandUse };
}
