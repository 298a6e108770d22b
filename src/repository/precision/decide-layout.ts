import { Rotation } from "../../../quantization/index.js";
import { OctavecError, reading } from "../../errors/index.js";
import type { ResolvedRepositoryOptions } from "../../options/index.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import { prepareVector } from "../elements/prepare-vector.js";
import { chooseRotation } from "./choose-rotation.js";
import type { CollectionLayout } from "./collection-layout.js";
import type { PrecisionMonitor } from "./precision-monitor.js";

/** Stored in the record, so that a later version of octavec may use another seed. */
const ROTATION_SEED = 1;

/**
 * The layout of a collection that has no record yet.
 *
 * @param first - The vectors of the first batch. `rotation: "auto"` decides by them if no sample was given.
 * @param isForeign - Whether another program has created the set. Its vectors are not rotated.
 * @throws OctavecError `COLLECTION_MISMATCH`, `CALIBRATION_TOO_SMALL`, and the errors of an invalid vector in the sample.
 */
export function decideLayout(
  options: ResolvedRepositoryOptions,
  first: readonly Float32Array[],
  isForeign: boolean,
  keys: CollectionKeys,
  monitor: PrecisionMonitor,
): CollectionLayout {
  const { dimension, precision = "native", rotation = "off" } = options;
  if (rotation === "off" || (rotation === "auto" && isForeign)) return { precision, rotation: undefined };
  const rotated = { precision, rotation: new Rotation({ dimension, seed: ROTATION_SEED }) };
  if (rotation === "on") {
    if (!isForeign) return rotated;
    throw new OctavecError(
      "COLLECTION_MISMATCH",
      `The collection ${keys.vectors} was created by another program, without a rotation. Open it with rotation "off", or use another collection name.`,
      { details: { differing: ["rotation"] } },
    );
  }
  const sample = reading("rotationSample", "INVALID_VECTOR", () =>
    options.rotationSample?.map((vector, index) =>
      prepareVector(vector, options, `rotationSample: vector ${index}`),
    ),
  );
  const choice = chooseRotation(sample ?? first, dimension, ROTATION_SEED);
  monitor.emit(choice);
  return choice.rotated ? rotated : { precision, rotation: undefined };
}
