import { TimeSlice } from "../async/index.js";
import { OctavecError, reading } from "../errors/index.js";
import type { PreparedRecord } from "./prepared-record.js";

/** Records that are encoded before the call returns. More would block the process. */
const MAX_SYNCHRONOUS = 2_000;
/** The same limit in bytes of encoded records. */
const MAX_SYNCHRONOUS_BYTES = 16_777_216;
/** An array is in memory twice, as given and as encoded. A larger array is surely a mistake. */
const MAX_RECORDS = 10_000_000;

/** Undefined stands for a record that `accept` left out. */
export type EncodedArray = (PreparedRecord | undefined)[];

/**
 * Copies an array and encodes each of its records once. Before this function returns, it has copied the list and encoded its
 * first 2,000 records or 16 MiB, whichever is less. The other records follow in slices of 10 ms, between which other work runs.
 *
 * @param accept - Prepares a record; undefined leaves it out.
 * @param ended - Stops the work between two records.
 * @throws OctavecError `INVALID_ARGUMENT` for more than 10,000,000 records, or if the array cannot be read.
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
    if (slice.isOver && (index >= MAX_SYNCHRONOUS || sizeBytes >= MAX_SYNCHRONOUS_BYTES)) {
      await slice.giveWay();
      continue;
    }
    const record = accept(list[index], index);
    encoded.push(record);
    sizeBytes += record?.sizeBytes ?? 0;
  }
  return encoded;
}

/** Yields the records and removes each from the array, so that the memory of written records can be freed during the run. */
export function* drain(encoded: EncodedArray): Generator<PreparedRecord | undefined> {
  for (let index = 0; index < encoded.length; index++) {
    const record = encoded[index];
    encoded[index] = undefined;
    yield record;
  }
}

function copyOf(records: readonly unknown[]): unknown[] {
  const { length } = records;
  if (length > MAX_RECORDS) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `upsertMany: expected an array of at most ${MAX_RECORDS} records, got ${length}. Pass an iterable (array.values(), a generator), which is read batch by batch.`,
      { details: { length } },
    );
  }
  // Not slice(), which a subclass of Array may override.
  const copy: unknown[] = [];
  for (let index = 0; index < length; index++) copy.push(records[index]);
  return copy;
}
