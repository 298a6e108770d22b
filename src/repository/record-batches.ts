import type { PreparedRecord } from "./prepared-record.js";
import type { ReadRecord } from "./stoppable-source.js";

/** Records that travel in one pipeline, each id once. */
export interface RecordBatch {
  readonly records: readonly PreparedRecord[];
  /** For each record of the batch the source positions it stands for: its own last, those it superseded before. */
  readonly positions: readonly (readonly number[])[];
}

export interface BatchLimits {
  readonly batchSize: number;
  readonly maxBatchBytes: number;
  /** What a code beside the set adds to each record. */
  readonly codeSizeBytes: number;
}

/**
 * Cuts a source into batches, bounded by the records read for them and by bytes. Of several records with one id in a batch
 * only the last is kept, in the place of the first. Pulls no further than the batch that was asked for.
 *
 * @param accept - Makes a prepared record of what was read; undefined leaves it out.
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
  /** Records read for this batch, those that were superseded included: one id without end must not fill a batch for ever. */
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
