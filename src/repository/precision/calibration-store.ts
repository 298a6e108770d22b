import { type CalibrationRecord, parseRecord } from "../../../quantization/index.js";
import type { Executor } from "../../executor.js";
import type { OperationOptions } from "../../options/index.js";
import { replyOf } from "../../reply.js";
import type { CollectionKeys } from "../collection-keys.js";

/** A calibration that is in force. */
export interface ActiveCalibration {
  /** From 1 on; later ones are larger. */
  readonly version: number;
  readonly record: CalibrationRecord;
}

/** Fields of the collection's meta hash: the version in force, and the last one that was given out. */
export const CALIBRATION_FIELD = "calibration";
const LAST = "calibrationLast";
/** Field of a version's own hash. */
const RECORD = "record";
/** How often a version may be replaced between the question which it is and the question what it says. */
const ATTEMPTS = 5;

/**
 * The calibration in force, or undefined. A record is written whole before its version is named, never changed, and carries
 * a hash of itself: whoever reads has the old one or the new one.
 *
 * @throws QuantizationError `INVALID_CALIBRATION` for a record that was altered.
 */
export async function loadCalibration(
  executor: Executor,
  keys: CollectionKeys,
  options: OperationOptions,
): Promise<ActiveCalibration | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const version = await executor.send(["HGET", keys.meta, CALIBRATION_FIELD], {
      ...options,
      readOnly: true,
    });
    if (version === null) return undefined;
    const key = keys.calibrationPrefix + String(version);
    const text = await executor.send(["HGET", key, RECORD], { ...options, readOnly: true });
    // Null: it was replaced in between, and is asked for again.
    if (text !== null) return { version: Number(version), record: parseRecord(String(text)) };
  }
  return undefined;
}

/** Puts a calibration in force, for everyone who opens the collection from now on. @returns its version. */
export async function activateCalibration(
  executor: Executor,
  keys: CollectionKeys,
  record: CalibrationRecord,
  options: OperationOptions,
): Promise<number> {
  const version = Number(await executor.send(["HINCRBY", keys.meta, LAST, "1"], options));
  await executor.send(
    ["HSET", keys.calibrationPrefix + String(version), RECORD, JSON.stringify(record)],
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

/** The hash with the calibration in force, or undefined. */
export async function activeCalibrationKey(
  executor: Executor,
  keys: CollectionKeys,
  options: OperationOptions,
): Promise<string | undefined> {
  // Not readOnly: a replica that lags would name an older version.
  const version = await executor.send(["HGET", keys.meta, CALIBRATION_FIELD], {
    ...options,
    idempotent: true,
  });
  return version === null ? undefined : keys.calibrationPrefix + String(version);
}
