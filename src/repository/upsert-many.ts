import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import type { ResolvedUpsertManyOptions } from "../options/index.js";
import type { PreparedRecord } from "./prepared-record.js";
import { type RecordBatch, recordBatches } from "./record-batches.js";
import { stoppableSource } from "./stoppable-source.js";
import { type RecordFailure, UpsertManyError, type UpsertReport } from "./upsert-report.js";
import { type WriteOutcome, writeRecords } from "./write-records.js";

/** From this share of updates in a batch on, the next ones ask first which elements exist. */
const EXPECT_UPDATES_FROM = 0.25;

/** Records checked ahead of the first write before other work of the process gets a turn. */
const CHECKED_PER_TURN = 2_000;

/** Any collection of records: an array, an iterable, or an async iterable. */
export type RecordSource<R> = Iterable<R> | AsyncIterable<R>;

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
    private readonly executor: Executor,
    private readonly prepare: (record: unknown) => PreparedRecord,
    private readonly options: ResolvedUpsertManyOptions,
  ) {
    this.#stopped = new Promise((resolve) => {
      this.#announceStop = resolve;
    });
  }

  /** @throws UpsertManyError; the record's own error when one is invalid and `onInvalid` is `throw`; what the source throws. */
  async run(source: RecordSource<unknown>): Promise<UpsertReport> {
    const { signal } = this.options;
    const total = Array.isArray(source) ? source.length : undefined;
    const onAbort = () => this.#stopWith(signal?.reason, true);
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      if (Array.isArray(source) && this.options.onInvalid === "throw") await this.#checkAll(source);
      await this.#writeAll(source, total);
    } finally {
      // Also when the source throws: nothing may go on behind the caller's back.
      await Promise.all(this.#underWay);
      signal?.removeEventListener("abort", onAbort);
    }
    return this.#conclude();
  }

  /** An array with an invalid record is refused whole, before anything is sent. */
  async #checkAll(records: readonly unknown[]): Promise<void> {
    for (let index = 0; index < records.length && this.#stop === undefined; index++) {
      if (index % CHECKED_PER_TURN === CHECKED_PER_TURN - 1) await new Promise(setImmediate);
      try {
        this.prepare(records[index]);
      } catch (error) {
        throw atIndex(error, index);
      }
    }
  }

  async #writeAll(source: RecordSource<unknown>, total: number | undefined): Promise<void> {
    const batches = recordBatches(stoppableSource(source, this.#stopped), this.options, this.prepare, {
      onRead: () => {
        this.#read++;
      },
      onInvalid: (error, index, record) => {
        if (this.options.onInvalid === "throw") throw atIndex(error, index);
        this.#failures.push({ index, ...idOf(record), error, sent: false });
      },
    });
    for await (const batch of batches) {
      while (this.#underWay.size >= this.options.concurrency) await Promise.race(this.#underWay);
      await this.#waitForSameIds(batch);
      if (this.#stop === undefined) this.#start(batch, total);
      else this.#fail(batch, this.#stop.cause, false);
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
      const outcomes = await writeRecords(this.executor, batch.records, {
        expectUpdates: this.#expectUpdates,
        signal,
      });
      const updates = outcomes.filter(({ kind }) => kind === "updated").length;
      this.#expectUpdates = updates >= outcomes.length * EXPECT_UPDATES_FROM;
      for (const [slot, outcome] of outcomes.entries()) this.#count(outcome, batch, slot);
    } catch (error) {
      const aborted = signal?.aborted === true;
      this.#stopWith(error, aborted);
      this.#fail(batch, error, !aborted);
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

  #fail(batch: RecordBatch, cause: unknown, sent: boolean): void {
    const error = this.#stop?.aborted ? notSent(cause) : asCoded(cause);
    for (const [slot, indices] of batch.positions.entries()) {
      for (const index of indices) this.#failures.push({ index, ...idOf(batch.records[slot]), error, sent });
    }
  }

  #stopWith(cause: unknown, aborted: boolean): void {
    this.#stop ??= { cause, aborted };
    this.#announceStop();
  }

  #reportProgress(total: number | undefined): void {
    const { read, acknowledged, failures } = this.#report();
    const elapsedMs = performance.now() - this.#startedAtMs;
    try {
      this.options.onProgress?.({
        read,
        acknowledged,
        failed: failures.length,
        elapsedMs,
        ...(total === undefined ? {} : { total }),
      });
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
  return new OctavecError("ABORTED", "The run was aborted before this record was sent.", { cause });
}

function asCoded(cause: unknown): OctavecError {
  if (isOctavecError(cause)) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new OctavecError("COMMAND_FAILED", `The batch failed: ${message}`, { cause });
}
