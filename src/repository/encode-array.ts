import { TimeSlice } from "../async/index.js";
import { OctavecError, reading } from "../errors/index.js";
import type { PreparedRecord } from "./prepared-record.js";

/** Records that are encoded before the call returns. More would hold up the process. */
const AT_THE_CALL = 2_000;
/** The same, in bytes of what was encoded. */
const AT_THE_CALL_BYTES = 16_777_216;
/** All records of an array are in memory twice; from here on that is surely a mistake. */
const MOST_RECORDS = 10_000_000;

/** Where `accept` left a record out, there is undefined. */
export type EncodedArray = (PreparedRecord | undefined)[];

/**
 * Copies an array and encodes its records, each once. Before this function returns, the list itself is copied, and so
 * are its first 2,000 records or 16 MiB, whichever is less. The others are encoded in slices of 10 ms, between which other work runs.
 *
 * @param accept - Makes a prepared record of a record; undefined leaves it out.
 * @param ended - Ends the work between two records.
 * @throws OctavecError `INVALID_ARGUMENT` for more than 10,000,000 records, or when the array cannot be read.
 */
export async function encodeArray(
  records: readonly unknown[],
  accept: (record: unknown, index: number) => PreparedRecord | undefined,
  ended: AbortSignal,
): Promise<EncodedArray> {
  const list = reading("upsertMany", "INVALID_ARGUMENT", () => copyOf(records));
  const encoded: EncodedArray = [];
  const slice = new TimeSlice();
  let sizeBytes = 0;
  while (encoded.length < list.length && !ended.aborted) {
    const index = encoded.length;
    if (slice.isOver && (index >= AT_THE_CALL || sizeBytes >= AT_THE_CALL_BYTES)) {
      await slice.giveWay();
      continue;
    }
    const record = accept(list[index], index);
    encoded.push(record);
    sizeBytes += record?.sizeBytes ?? 0;
  }
  return encoded;
}

/** The records one after the other. None is kept: what was written may leave the memory before the run ends. */
export function* handedOver(encoded: EncodedArray): Generator<PreparedRecord | undefined> {
  for (let index = 0; index < encoded.length; index++) {
    const record = encoded[index];
    encoded[index] = undefined;
    yield record;
  }
}

function copyOf(records: readonly unknown[]): unknown[] {
  const { length } = records;
  if (length > MOST_RECORDS) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `upsertMany: expected an array of at most ${MOST_RECORDS} records, got ${length}. Give an iterable (array.values(), a generator), which is read batch by batch.`,
      { details: { length } },
    );
  }
  // Not slice(): a subclass of Array decides what that returns.
  const copy: unknown[] = [];
  for (let index = 0; index < length; index++) copy.push(records[index]);
  return copy;
}
