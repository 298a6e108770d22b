import type { OctavecError } from "../errors/index.js";
import { isOctavecError } from "../errors/index.js";
import type { PreparedRecord } from "./prepared-record.js";

/** Records that travel in one pipeline, each id once. */
export interface RecordBatch {
  readonly records: readonly PreparedRecord[];
  /** For each record of the batch the source positions it stands for: its own last, those it superseded before. */
  readonly positions: readonly (readonly number[])[];
}

export interface BatchLimits {
  readonly batchSize: number;
  readonly maxBatchBytes: number;
}

/**
 * Cuts a source into batches, bounded by count and by bytes. Of several records with one id in a batch only the last is
 * kept, in the place of the first. Pulls no further than the batch that was asked for.
 *
 * @param prepare - Checks and encodes one record; throws a coded error for an invalid one.
 * @param onInvalid - Told of each invalid record; may throw to end the reading.
 * @param onRead - Told of each record taken from the source.
 */
export async function* recordBatches(
  source: Iterable<unknown> | AsyncIterable<unknown>,
  limits: BatchLimits,
  prepare: (record: unknown) => PreparedRecord,
  hooks: {
    onRead: () => void;
    onInvalid: (error: OctavecError, index: number, record: unknown) => void;
  },
): AsyncGenerator<RecordBatch> {
  let batch = new BatchBuilder();
  let index = -1;
  for await (const record of source) {
    index++;
    hooks.onRead();
    let prepared: PreparedRecord;
    try {
      prepared = prepare(record);
    } catch (error) {
      if (!isOctavecError(error)) throw error;
      hooks.onInvalid(error, index, record);
      continue;
    }
    if (batch.size > 0 && batch.sizeBytes + prepared.sizeBytes > limits.maxBatchBytes) {
      yield batch.build();
      batch = new BatchBuilder();
    }
    batch.add(prepared, index);
    if (batch.size >= limits.batchSize) {
      yield batch.build();
      batch = new BatchBuilder();
    }
  }
  if (batch.size > 0) yield batch.build();
}

class BatchBuilder {
  readonly #records: PreparedRecord[] = [];
  readonly #positions: number[][] = [];
  readonly #slotById = new Map<string, number>();
  sizeBytes = 0;

  get size(): number {
    return this.#records.length;
  }

  add(record: PreparedRecord, index: number): void {
    const slot = this.#slotById.get(record.id);
    if (slot === undefined) {
      this.#slotById.set(record.id, this.#records.length);
      this.#records.push(record);
      this.#positions.push([index]);
    } else {
      this.sizeBytes -= this.#records[slot]!.sizeBytes;
      this.#records[slot] = record;
      this.#positions[slot]!.push(index);
    }
    this.sizeBytes += record.sizeBytes;
  }

  build(): RecordBatch {
    return { records: this.#records, positions: this.#positions };
  }
}
