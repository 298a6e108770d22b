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

/** Fewer vectors than this do not show which dimensions are unlike the others. */
const MIN_ROTATION_SAMPLE = 100;
/** At most 96 × 96 pairs: a few tenths of a second at dimension 1,536, once in the life of a collection. */
const MOST_PER_SIDE = 96;
/** A rotation must lower the 99th percentile of the error by this share. */
const WORTHWHILE = 0.75;
/** Errors below this are float32 noise: nothing is left to improve. */
const NOISE = 1e-6;

export type RotationChoice = Extract<PrecisionEvent, { kind: "rotation-chosen" }>;

/**
 * Whether the collection's vectors are better rotated: by the error of the cosine between codes, as the server compares them,
 * over pairs of the sample, and yes also where the plain codes leave their error band and the rotated ones do not.
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
      `rotation "auto" decides by at least ${MIN_ROTATION_SAMPLE} vectors, got ${sample.length}, and the decision stands: write the ` +
        'first batch with upsertMany, give a rotationSample, or say "on" or "off".',
      { details: { samples: sample.length, needed: MIN_ROTATION_SAMPLE } },
    );
  }
  const rotation = new Rotation({ dimension, seed });
  const half = Math.min(MOST_PER_SIDE, Math.floor(sample.length / 2));
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
  const isBetter = plain.p99 > NOISE && rotated.p99 <= WORTHWHILE * plain.p99;
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
