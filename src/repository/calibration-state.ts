import type { Executor } from "../executor.js";
import type { OperationOptions } from "../options/index.js";
import { listOf, replyOf } from "../reply.js";
import { RECORD_FIELDS, recordOf, recordText } from "./collection-record.js";
import type { CollectionKeys } from "./elements/collection-keys.js";
import type { RewritingProgress } from "./precision/rewrite-codes.js";

/** What Redis knows of the calibration of an int8 collection. */
export interface CalibrationState {
  /** The collection's record as text (see `recordText`). */
  readonly record: string;
  /** The version in force. */
  readonly version: number | undefined;
  /** Number of codes when a calibration was made last that was not used; 0 if there was none. */
  readonly triedWith: number;
  /** Number of elements with a code. */
  readonly count: number;
  /** The rewriting that is not finished. */
  readonly rewriting: (RewritingProgress & { readonly version: number }) | undefined;
}

/** One round trip, to the primary: a replica that lags behind would show a state that is over. */
export async function readCalibrationState(
  executor: Executor,
  keys: CollectionKeys,
  options: OperationOptions,
): Promise<CalibrationState> {
  const results = await executor.pipeline(
    [
      ["HMGET", keys.meta, "calibration", "calibrationTried", ...RECORD_FIELDS],
      ["HLEN", keys.codes],
      ["HMGET", keys.rewriting, "version", "cursor", "kept"],
    ],
    { ...options, idempotent: true },
  );
  const [meta, count, progress] = results.map((result) => replyOf(result, options.signal));
  const [version, triedWith, ...record] = listOf(meta ?? null);
  const [target, cursor, kept] = listOf(progress ?? null);
  return {
    record: recordText(recordOf(record)),
    version: version === null ? undefined : Number(version),
    triedWith: Number(triedWith ?? 0),
    count: Number(count),
    rewriting:
      target === null
        ? undefined
        : { version: Number(target), cursor: String(cursor), kept: String(kept ?? "") },
  };
}
