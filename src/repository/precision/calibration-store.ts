import { type CalibrationRecord, parseRecord } from "../../../quantization/index.js";
import type { Executor } from "../../executor.js";
import type { OperationOptions } from "../../options/index.js";
import { replyOf } from "../../reply.js";
import type { CollectionKeys } from "../elements/collection-keys.js";

/** The active calibration of a collection. */
export interface ActiveCalibration {
  /** Counts from 1. */
  readonly version: number;
  readonly record: CalibrationRecord;
}

/** Field of the collection's record with the active version. */
export const CALIBRATION_FIELD = "calibration";
/** Field of the collection's record with the last version that was used. */
const LAST_VERSION_FIELD = "calibrationLast";
/** Field of a version's own hash. */
const RECORD_FIELD = "record";
/** The active version may be replaced after it was read and before its record is read. Then both are read again. */
const MAX_ATTEMPTS = 5;

/**
 * The active calibration, or undefined. A record is written before its version becomes active, is never changed, and contains
 * its own hash. So a reader gets the old or the new record as a whole.
 *
 * @throws QuantizationError `INVALID_CALIBRATION` for a record that was changed.
 */
export async function loadCalibration(
  executor: Executor,
  keys: CollectionKeys,
  options: OperationOptions,
): Promise<ActiveCalibration | undefined> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const version = await executor.send(["HGET", keys.meta, CALIBRATION_FIELD], {
      ...options,
      readOnly: true,
    });
    if (version === null) return undefined;
    const key = keys.calibrationPrefix + String(version);
    const text = await executor.send(["HGET", key, RECORD_FIELD], { ...options, readOnly: true });
    // Null if the version was replaced in between.
    if (text !== null) return { version: Number(version), record: parseRecord(String(text)) };
  }
  return undefined;
}

/** Activates a calibration for all clients that open the collection from now on. @returns its version. */
export async function activateCalibration(
  executor: Executor,
  keys: CollectionKeys,
  record: CalibrationRecord,
  options: OperationOptions,
): Promise<number> {
  const version = Number(await executor.send(["HINCRBY", keys.meta, LAST_VERSION_FIELD, "1"], options));
  await executor.send(
    ["HSET", keys.calibrationPrefix + String(version), RECORD_FIELD, JSON.stringify(record)],
    options,
  );
  const [switched] = await executor.pipeline(
    [
      {
        transaction: [
          ["HGET", keys.meta, CALIBRATION_FIELD],
          ["HSET", keys.meta, CALIBRATION_FIELD, String(version)],
        ],
      },
    ],
    options,
  );
  const replies = replyOf(switched, options.signal);
  const replaced = Array.isArray(replies) ? replies[0] : null;
  if (typeof replaced === "string") await executor.send(["DEL", keys.calibrationPrefix + replaced], options);
  return version;
}

/** The key of the active calibration, or undefined. */
export async function activeCalibrationKey(
  executor: Executor,
  keys: CollectionKeys,
  options: OperationOptions,
): Promise<string | undefined> {
  // Not `readOnly`: a replica that lags behind may have an older version.
  const version = await executor.send(["HGET", keys.meta, CALIBRATION_FIELD], {
    ...options,
    idempotent: true,
  });
  return version === null ? undefined : keys.calibrationPrefix + String(version);
}
