import { Rotation } from "../../../quantization/index.js";
import { OctavecError, reading } from "../../errors/index.js";
import type { ResolvedRepositoryOptions } from "../../options/index.js";
import type { CollectionKeys } from "../collection-keys.js";
import { prepareVector } from "../prepare-vector.js";
import { chooseRotation } from "./choose-rotation.js";
import type { CollectionLayout } from "./collection-layout.js";
import type { PrecisionMonitor } from "./precision-monitor.js";

/** Recorded with the collection, so that another one could be chosen later on. */
const ROTATION_SEED = 1;

/**
 * The layout of a collection that has no record yet.
 *
 * @param first - The vectors about to be written, which `rotation: "auto"` decides by when no sample was given.
 * @param isForeign - Another program has made the set; its vectors are not rotated and cannot be.
 * @throws OctavecError `COLLECTION_MISMATCH`, `CALIBRATION_TOO_SMALL`, and those of an invalid vector in the sample.
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
      `The collection ${keys.vectors} was made by another program, without a rotation: open it with rotation "off", or use another collection name.`,
      { details: { differing: ["rotation"] } },
    );
  }
  const given = reading("rotationSample", "INVALID_VECTOR", () =>
    options.rotationSample?.map((vector, index) =>
      prepareVector(vector, options, `rotationSample: vector ${index}`),
    ),
  );
  const choice = chooseRotation(given ?? first, dimension, ROTATION_SEED);
  monitor.tell(choice);
  return choice.rotated ? rotated : { precision, rotation: undefined };
}
