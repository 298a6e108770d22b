import { type Calibration, Calibrator } from "../../../quantization/index.js";
import { decodeVrandmembers, encodeVrandmember } from "../../commands/index.js";
import type { OperationOptions } from "../../options/index.js";
import { activateCalibration } from "./calibration-store.js";
import type { CodedCollection } from "./coded-collection.js";
import { readStoredVectors } from "./read-stored-vector.js";

/**
 * Vectors of the sample by which the schemes are compared. This blocks the process for some tenths of a second with 400
 * vectors. Mean and variance, on which drift is based, come from the whole sample.
 */
const MEASURED_VECTORS = 400;
/** Elements read in one pipeline. */
const CHUNK_SIZE = 64;

/**
 * Makes a calibration, activates it, and compares vectors that are written later with it.
 *
 * @param model - Name of the source in the calibration record.
 * @returns the active version, and the report of the calibration.
 * @throws QuantizationError `CALIBRATION_TOO_SMALL` below 300 elements.
 */
export async function recalibrate(
  collection: CodedCollection,
  model: string,
  sample: { readonly dimension: number; readonly sampleSize: number },
  options: OperationOptions,
): Promise<{ version: number; report: string }> {
  const { record, report } = await calibrateOn(collection, model, sample, options);
  const version = await activateCalibration(collection.executor, collection.keys, record, options);
  collection.monitor.watchDrift(record);
  collection.monitor.emit({ kind: "recalibrated", version, sampleSize: record.samples });
  return { version, report };
}

/**
 * Makes a calibration from random elements of the collection, with vectors in the best precision that it stores. One for int8
 * codes is of the vectors as they are placed in the set. It only reads, in small chunks between which other work can run.
 */
export async function calibrateOn(
  collection: CodedCollection,
  model: string,
  { dimension, sampleSize }: { readonly dimension: number; readonly sampleSize: number },
  options: OperationOptions,
): Promise<Calibration> {
  const { executor, keys, layout } = collection;
  const isInt8 = layout.precision === "int8";
  const reply = await executor.send(encodeVrandmember(keys.vectors, sampleSize), {
    ...options,
    readOnly: true,
  });
  const ids = decodeVrandmembers(reply);
  const scheme = isInt8 ? "per-dimension" : "auto";
  const calibrator = new Calibrator({ model, dimension, scheme, reservoirSize: MEASURED_VECTORS });
  for (let start = 0; start < ids.length; start += CHUNK_SIZE) {
    const some = ids.slice(start, start + CHUNK_SIZE);
    const read = await readStoredVectors(collection, some, dimension, options);
    for (const stored of read) {
      if (stored === undefined) continue;
      const rotation = isInt8 ? layout.rotation : undefined;
      calibrator.add(rotation?.apply(stored.vector) ?? stored.vector);
    }
  }
  return calibrator.calibrate();
}
