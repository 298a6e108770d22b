import type { OctavecError } from "../errors/index.js";
import { checkId } from "./check-id.js";
import type { RecordBatch } from "./record-batches.js";
import type { RecordFailure, UpsertReport } from "./upsert-report.js";

/** What became of one record. */
export type WriteOutcome =
  | { readonly kind: "inserted" | "updated" }
  | {
      readonly kind: "failed";
      readonly error: OctavecError;
      /** False: the server certainly never saw it. True: it may have been stored; repeating the write is harmless. */
      readonly sent: boolean;
    };

/** Invalid records that are listed. A source without end may hold any number of them, and each carries an error. */
const MOST_INVALID_LISTED = 10_000;

/** Keeps account of what becomes of each record of a run. */
export class UpsertAccount {
  readonly #failures: RecordFailure[] = [];
  #read = 0;
  #inserted = 0;
  #updated = 0;
  #superseded = 0;
  #invalid = 0;

  /** A valid record was taken for a batch. */
  taken(): void {
    this.#read++;
  }

  /** A record cannot be written. */
  invalid(record: unknown, index: number, error: OctavecError): void {
    this.#read++;
    if (++this.#invalid <= MOST_INVALID_LISTED) {
      this.#failures.push({ index, ...idOf(record), error, sent: false });
    }
  }

  /** The server's answer to one record of a batch. */
  answered(outcome: WriteOutcome, batch: RecordBatch, slot: number): void {
    if (outcome.kind === "failed") {
      this.#fail(batch, slot, outcome.error, outcome.sent);
      return;
    }
    if (outcome.kind === "inserted") this.#inserted++;
    else this.#updated++;
    this.#superseded += batch.positions[slot]!.length - 1;
  }

  /** No record of a batch is known to be written. */
  failed(batch: RecordBatch, error: OctavecError, sent: boolean): void {
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
    return Math.max(0, this.#invalid - MOST_INVALID_LISTED);
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
    // No valid id, or a record that cannot be read.
    return {};
  }
}
