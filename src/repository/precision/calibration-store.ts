import { type CalibrationRecord, parseRecord } from "../../../quantization/index.js";
import type { Executor, SendOptions } from "../../executor.js";
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
export const RECORD_FIELD = "record";
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
  options: SendOptions,
): Promise<ActiveCalibration | undefined> {
  const reads = { readOnly: true, ...options };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const version = await executor.send(["HGET", keys.meta, CALIBRATION_FIELD], reads);
    if (version === null) return undefined;
    const key = keys.calibrationPrefix + String(version);
    const text = await executor.send(["HGET", key, RECORD_FIELD], reads);
    // Null if the version was replaced in between.
    if (text !== null) return { version: Number(version), record: parseRecord(String(text)) };
  }
  return undefined;
}

/** The version for a new calibration. */
export async function nextVersion(
  executor: Executor,
  keys: CollectionKeys,
  options: OperationOptions,
): Promise<number> {
  return Number(await executor.send(["HINCRBY", keys.meta, LAST_VERSION_FIELD, "1"], options));
}

/** Activates a calibration for all clients that open the collection from now on. @returns its version. */
export async function activateCalibration(
  executor: Executor,
  keys: CollectionKeys,
  record: CalibrationRecord,
  options: OperationOptions,
): Promise<number> {
  const version = await nextVersion(executor, keys, options);
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

/** The keys of all calibrations that the collection may have: versions count from 1. */
export async function calibrationKeys(
  executor: Executor,
  keys: CollectionKeys,
  options: OperationOptions,
): Promise<string[]> {
  // Not `readOnly`: a replica that lags behind may have an older version.
  const last = await executor.send(["HGET", keys.meta, LAST_VERSION_FIELD], { ...options, idempotent: true });
  return Array.from({ length: Number(last ?? 0) }, (_, place) => keys.calibrationPrefix + String(place + 1));
}
