import type { OctavecError } from "../errors/index.js";
import { checkId } from "./elements/check-id.js";
import type { RecordBatch } from "./record-batches.js";
import type { RecordFailure, UpsertReport } from "./upsert-report.js";

/** The outcome of one record's write. */
export type WriteOutcome =
  | { readonly kind: "inserted" | "updated" }
  | {
      readonly kind: "failed";
      readonly error: OctavecError;
      /** False: the server certainly did not get it. True: it may have been stored. In both cases it may be written again. */
      readonly sent: boolean;
    };

/** Limit of listed invalid records, because an endless source may have any number of them, each with an error. */
const MAX_INVALID_LISTED = 10_000;

/** Counts the outcomes of all records of a run, and lists the failures. */
export class UpsertAccount {
  readonly #failures: RecordFailure[] = [];
  #read = 0;
  #inserted = 0;
  #updated = 0;
  #superseded = 0;
  #invalid = 0;

  /** Counts a valid record that was added to a batch. */
  addRead(): void {
    this.#read++;
  }

  addInvalid(record: unknown, index: number, error: OctavecError): void {
    this.#read++;
    if (++this.#invalid <= MAX_INVALID_LISTED) {
      this.#failures.push({ index, ...idOf(record), error, sent: false });
    }
  }

  /** Adds the server's answer to the record in one slot of a batch. */
  addOutcome(outcome: WriteOutcome, batch: RecordBatch, slot: number): void {
    if (outcome.kind === "failed") {
      this.#fail(batch, slot, outcome.error, outcome.sent);
      return;
    }
    if (outcome.kind === "inserted") this.#inserted++;
    else this.#updated++;
    this.#superseded += batch.positions[slot]!.length - 1;
  }

  /** Adds a batch of which no record is known to be written. */
  addFailedBatch(batch: RecordBatch, error: OctavecError, sent: boolean): void {
    for (const slot of batch.records.keys()) this.#fail(batch, slot, error, sent);
  }

  #fail({ records, positions }: RecordBatch, slot: number, error: OctavecError, sent: boolean): void {
    for (const index of positions[slot]!) this.#failures.push({ index, id: records[slot]!.id, error, sent });
  }

  get counts(): { readonly read: number; readonly acknowledged: number; readonly failed: number } {
    return {
      read: this.#read,
      acknowledged: this.#inserted + this.#updated + this.#superseded,
      failed: this.#failures.length + this.#omitted,
    };
  }

  get #omitted(): number {
    return Math.max(0, this.#invalid - MAX_INVALID_LISTED);
  }

  /** @param ended - Whether the source was read to its end. */
  report(ended: boolean): UpsertReport {
    const { read, acknowledged, failed } = this.counts;
    return {
      read,
      acknowledged,
      inserted: this.#inserted,
      updated: this.#updated,
      superseded: this.#superseded,
      failures: this.#failures.toSorted((a, b) => a.index - b.index),
      complete: ended && failed === 0,
      ...(this.#omitted === 0 ? {} : { failuresOmitted: this.#omitted }),
    };
  }
}

function idOf(record: unknown): { id?: string } {
  try {
    return { id: checkId((record as { id?: unknown }).id) };
  } catch {
    // The record has no valid id or cannot be read.
    return {};
  }
}
