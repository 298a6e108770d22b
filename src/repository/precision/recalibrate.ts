import { type Calibration, Calibrator } from "../../../quantization/index.js";
import { decodeVrandmembers, encodeVrandmember } from "../../commands/index.js";
import type { OperationOptions } from "../../options/index.js";
import type { CodedCollection } from "./coded-collection.js";
import { readStoredVectors } from "./read-stored-vector.js";

/**
 * Whole vectors kept for measuring the schemes, whatever the sample: measuring holds this process up, by some tenths of a
 * second at 400. Mean and variance, which drift is measured by, come from the whole sample.
 */
const MEASURED = 400;
/** Elements read in one pipeline. */
const READ_AT_ONCE = 64;

/**
 * Learns from the collection as it is now: random elements, as near to the vectors handed over as the collection keeps them.
 * Reads only, in small steps between which other work goes on.
 *
 * @param model - Names the source in the record.
 * @throws QuantizationError `CALIBRATION_TOO_SMALL` below 300 elements.
 */
export async function calibrateOn(
  { executor, keys, layout }: CodedCollection,
  model: string,
  dimension: number,
  sampleSize: number,
  options: OperationOptions,
): Promise<Calibration> {
  const reply = await executor.send(encodeVrandmember(keys.vectors, sampleSize), {
    ...options,
    readOnly: true,
  });
  const ids = decodeVrandmembers(reply);
  const calibrator = new Calibrator({ model, dimension, reservoirSize: MEASURED });
  for (let start = 0; start < ids.length; start += READ_AT_ONCE) {
    const some = ids.slice(start, start + READ_AT_ONCE);
    const read = await readStoredVectors(executor, keys, some, layout, dimension, options);
    for (const stored of read) if (stored !== undefined) calibrator.add(stored.vector);
  }
  return calibrator.calibrate();
}
