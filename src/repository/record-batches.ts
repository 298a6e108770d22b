import type { PreparedRecord } from "./prepared-record.js";
import type { ReadRecord } from "./stoppable-source.js";

/** Records that are sent in one pipeline, each id once. */
export interface RecordBatch {
  readonly records: readonly PreparedRecord[];
  /** For each record of the batch, its positions in the source: first those of records that it superseded, last its own. */
  readonly positions: readonly (readonly number[])[];
}

export interface BatchLimits {
  readonly batchSize: number;
  readonly maxBatchBytes: number;
  /** Added to the size of each record for its code beside the set. */
  readonly codeSizeBytes: number;
}

/**
 * Divides a source into batches, limited by the number of records read and by bytes. If several records of a batch have the
 * same id, the last one takes the place of the first, and the others are dropped. The source is read no further than the
 * current batch.
 *
 * @param accept - Prepares a record; undefined leaves it out.
 */
export async function* recordBatches<T>(
  source: AsyncIterable<ReadRecord<T>>,
  limits: BatchLimits,
  accept: (record: T, index: number) => PreparedRecord | undefined,
): AsyncGenerator<RecordBatch> {
  let batch = new BatchBuilder();
  let index = -1;
  for await (const { record } of source) {
    index++;
    const prepared = accept(record, index);
    if (prepared === undefined) continue;
    const sizeBytes = prepared.sizeBytes + limits.codeSizeBytes;
    if (batch.count > 0 && batch.sizeBytes + sizeBytes > limits.maxBatchBytes) {
      yield batch.build();
      batch = new BatchBuilder();
    }
    batch.add(prepared, index, sizeBytes);
    if (batch.count >= limits.batchSize) {
      yield batch.build();
      batch = new BatchBuilder();
    }
  }
  if (batch.count > 0) yield batch.build();
}

class BatchBuilder {
  readonly #records: PreparedRecord[] = [];
  readonly #sizesBytes: number[] = [];
  readonly #positions: number[][] = [];
  readonly #slotById = new Map<string, number>();
  sizeBytes = 0;
  /**
   * Records read for this batch, including superseded ones. So a source that repeats one id without end still completes its
   * batches.
   */
  count = 0;

  add(record: PreparedRecord, index: number, sizeBytes: number): void {
    const slot = this.#slotById.get(record.id) ?? this.#records.length;
    this.sizeBytes += sizeBytes - (this.#sizesBytes[slot] ?? 0);
    this.#slotById.set(record.id, slot);
    this.#records[slot] = record;
    this.#sizesBytes[slot] = sizeBytes;
    if (slot === this.#positions.length) this.#positions.push([index]);
    else this.#positions[slot]!.push(index);
    this.count++;
  }

  build(): RecordBatch {
    return { records: this.#records, positions: this.#positions };
  }
}
