import { isOctavecError, OctavecError } from "../errors/index.js";
import { onAbort } from "../on-abort.js";
import type { OperationOptions, ResolvedUpsertManyOptions } from "../options/index.js";
import type { PreparedRecord } from "./prepared-record.js";
import { type RecordBatch, recordBatches } from "./record-batches.js";
import { stoppableSource } from "./stoppable-source.js";
import { type RecordFailure, UpsertManyError, type UpsertReport } from "./upsert-report.js";
import type { WriteOptions, WriteOutcome } from "./write-records.js";

/** From this share of updates in a batch on, the next ones ask first which elements exist. */
const EXPECT_UPDATES_FROM = 0.25;

/** Records checked ahead of the first write before other work of the process gets a turn. */
const CHECKED_PER_TURN = 2_000;

/** Any collection of records: an array, an iterable, or an async iterable. */
export type RecordSource<R> = Iterable<R> | AsyncIterable<R>;

export function isRecordSource(value: unknown): value is RecordSource<unknown> {
  return (
    typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  );
}

/** What a run needs of its collection. */
export interface UpsertTarget {
  /** Writes one batch and tells each record's outcome; rejects only when nothing was written. */
  readonly write: (records: readonly PreparedRecord[], options: WriteOptions) => Promise<WriteOutcome[]>;
  /** Checks and encodes a record; throws a coded error for an invalid one. */
  readonly prepare: (record: unknown) => PreparedRecord;
  /** Awaited before the source is read. Changes nothing on the server. */
  readonly beforeRead: (options: OperationOptions) => Promise<void>;
  /** Awaited before the first record is sent; gets the first batch. */
  readonly beforeWrite: (options: OperationOptions, first: readonly PreparedRecord[]) => Promise<void>;
}

/**
 * One run of `upsertMany`: reads batches from the source, keeps up to `concurrency` of them under way, and stops reading
 * at the first batch that the server did not take whole (a lost connection or a full server fails every later record
 * too). Two batches that share an id never run at the same time, so the later record of the source stands.
 */
export class UpsertRun {
  readonly #failures: RecordFailure[] = [];
  #read = 0;
  #inserted = 0;
  #updated = 0;
  #superseded = 0;
  #expectUpdates = false;
  /** Why no further record is read, once that is so. */
  #stop: { readonly cause: unknown; readonly aborted: boolean } | undefined;
  #announceStop: () => void = () => {};
  readonly #stopped: Promise<void>;
  /** Batches under way, and the batch each of their ids belongs to. */
  readonly #underWay = new Set<Promise<void>>();
  readonly #batchOfId = new Map<string, Promise<void>>();
  readonly #startedAtMs = performance.now();

  constructor(
    private readonly target: UpsertTarget,
    private readonly options: ResolvedUpsertManyOptions,
  ) {
    this.#stopped = new Promise((resolve) => {
      this.#announceStop = resolve;
    });
  }

  /**
   * @throws UpsertManyError; the record's own error when one is invalid and `onInvalid` is `throw`; what `beforeRead` and
   * `beforeWrite` throw (nothing was written then).
   */
  async run(source: RecordSource<unknown>): Promise<UpsertReport> {
    const { signal } = this.options;
    const stop = () => this.#stopWith(signal?.reason, true);
    if (signal?.aborted) stop();
    const stopListening = onAbort(signal, stop);
    try {
      if (Array.isArray(source) && this.options.onInvalid === "throw") await this.#checkAll(source);
      if (this.#stop === undefined) await this.target.beforeRead({ signal });
      if (this.#stop === undefined) await this.#writeAll(source);
    } catch (error) {
      if (!(signal?.aborted && error === signal.reason)) throw error;
    } finally {
      // Also on the way out with an error: nothing may go on behind the caller's back.
      await Promise.all(this.#underWay);
      stopListening();
    }
    return this.#conclude();
  }

  /** An array with an invalid record is refused whole, before anything is sent. */
  async #checkAll(records: readonly unknown[]): Promise<void> {
    for (let index = 0; index < records.length && this.#stop === undefined; index++) {
      if (index % CHECKED_PER_TURN === CHECKED_PER_TURN - 1) await new Promise(setImmediate);
      try {
        this.target.prepare(records[index]);
      } catch (error) {
        throw atIndex(error, index);
      }
    }
  }

  async #writeAll(source: RecordSource<unknown>): Promise<void> {
    const total = Array.isArray(source) ? source.length : undefined;
    const records = stoppableSource(source, this.#stopped, (error) => this.#stopWith(error, false));
    const batches = recordBatches(records, this.options, this.target.prepare, {
      onRead: () => {
        this.#read++;
      },
      onInvalid: (error, index, record) => {
        if (this.options.onInvalid === "throw") throw atIndex(error, index);
        this.#failures.push({ index, ...idOf(record), error, sent: false });
      },
    });
    let opened = false;
    for await (const batch of batches) {
      while (this.#underWay.size >= this.options.concurrency) await Promise.race(this.#underWay);
      await this.#waitForSameIds(batch);
      if (this.#stop !== undefined) {
        this.#failUnsent(batch, this.#stop.cause);
        continue;
      }
      if (!opened) await this.#open(batch);
      opened = true;
      this.#start(batch, total);
    }
  }

  /** The records of the first batch were read by now: should the signal end the waiting here, they are accounted for. */
  async #open(batch: RecordBatch): Promise<void> {
    const { signal } = this.options;
    try {
      await this.target.beforeWrite({ signal }, batch.records);
    } catch (error) {
      if (signal?.aborted && error === signal.reason) this.#failUnsent(batch, error);
      throw error;
    }
  }

  /** A later record of an id must not overtake an earlier one on another connection. */
  async #waitForSameIds({ records }: RecordBatch): Promise<void> {
    const earlier = records.flatMap(({ id }) => this.#batchOfId.get(id) ?? []);
    if (earlier.length > 0) await Promise.all(new Set(earlier));
  }

  #start(batch: RecordBatch, total: number | undefined): void {
    const running = this.#write(batch, total).finally(() => {
      this.#underWay.delete(running);
      for (const { id } of batch.records) this.#batchOfId.delete(id);
    });
    this.#underWay.add(running);
    for (const { id } of batch.records) this.#batchOfId.set(id, running);
  }

  /** Never rejects: whatever happens is in the report. */
  async #write(batch: RecordBatch, total: number | undefined): Promise<void> {
    const { signal } = this.options;
    try {
      const outcomes = await this.target.write(batch.records, {
        expectUpdates: this.#expectUpdates,
        signal,
      });
      const updates = outcomes.filter(({ kind }) => kind === "updated").length;
      this.#expectUpdates = updates >= outcomes.length * EXPECT_UPDATES_FROM;
      for (const [slot, outcome] of outcomes.entries()) this.#count(outcome, batch, slot);
    } catch (error) {
      const unsent = signal?.aborted === true && error === signal.reason;
      this.#stopWith(error, unsent);
      if (unsent) this.#failUnsent(batch, error);
      else this.#fail(batch, asCoded(error), true);
    }
    this.#reportProgress(total);
  }

  #count(outcome: WriteOutcome, { records, positions }: RecordBatch, slot: number): void {
    const indices = positions[slot] ?? [];
    if (outcome.kind === "failed") {
      const { error, sent } = outcome;
      this.#stopWith(error, false);
      for (const index of indices) this.#failures.push({ index, ...idOf(records[slot]), error, sent });
      return;
    }
    if (outcome.kind === "inserted") this.#inserted++;
    else this.#updated++;
    this.#superseded += indices.length - 1;
  }

  #failUnsent(batch: RecordBatch, cause: unknown): void {
    this.#fail(batch, isOctavecError(cause) ? cause : notSent(cause), false);
  }

  #fail(batch: RecordBatch, error: OctavecError, sent: boolean): void {
    for (const [slot, indices] of batch.positions.entries()) {
      for (const index of indices) this.#failures.push({ index, ...idOf(batch.records[slot]), error, sent });
    }
  }

  #stopWith(cause: unknown, aborted: boolean): void {
    this.#stop ??= { cause, aborted };
    this.#announceStop();
  }

  #reportProgress(total: number | undefined): void {
    const { onProgress } = this.options;
    if (onProgress === undefined) return;
    const { read, acknowledged, failures } = this.#report();
    const progress = { read, acknowledged, failed: failures.length };
    const elapsedMs = performance.now() - this.#startedAtMs;
    try {
      const returned: unknown = onProgress({
        ...progress,
        elapsedMs,
        ...(total === undefined ? {} : { total }),
      });
      // An async function fits the type too; its failure must not become an unhandled rejection.
      void Promise.resolve(returned).catch((error: unknown) => this.#stopWith(error, false));
    } catch (error) {
      this.#stopWith(error, false);
    }
  }

  #report(): UpsertReport {
    return {
      read: this.#read,
      acknowledged: this.#inserted + this.#updated + this.#superseded,
      inserted: this.#inserted,
      updated: this.#updated,
      superseded: this.#superseded,
      failures: this.#failures,
      complete: this.#stop === undefined && this.#failures.length === 0,
    };
  }

  #conclude(): UpsertReport {
    this.#failures.sort((a, b) => a.index - b.index);
    if (this.#stop === undefined) return this.#report();
    const { cause, aborted } = this.#stop;
    throw new UpsertManyError(aborted ? "ABORTED" : "BATCH_INCOMPLETE", this.#report(), cause);
  }
}

function atIndex(error: unknown, index: number): unknown {
  if (!isOctavecError(error)) return error;
  return new OctavecError(error.code, `Record ${index}: ${error.message}`, {
    cause: error,
    details: { ...error.details, index },
  });
}

function idOf(record: unknown): { id?: string } {
  const id = typeof record === "object" && record !== null && "id" in record ? record.id : undefined;
  return typeof id === "string" ? { id } : {};
}

function notSent(cause: unknown): OctavecError {
  return new OctavecError("ABORTED", "The run ended before this record was sent.", { cause });
}

function asCoded(cause: unknown): OctavecError {
  if (isOctavecError(cause)) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new OctavecError("COMMAND_FAILED", `The batch failed: ${message}`, { cause });
}
