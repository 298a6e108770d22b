import { onAbort } from "../async/index.js";
import { type ErrorCode, isOctavecError, OctavecError, reading } from "../errors/index.js";
import {
  type OperationOptions,
  parseOptions,
  type ResolvedUpsertManyOptions,
  type UpsertManyOptions,
  upsertManyOptionsSchema,
} from "../options/index.js";
import { drain, encodeArray } from "./encode-array.js";
import type { RecordLoad } from "./memory-check.js";
import type { PreparedRecord } from "./prepared-record.js";
import { type RecordBatch, recordBatches } from "./record-batches.js";
import { openSource } from "./record-source.js";
import { stoppableSource } from "./stoppable-source.js";
import { UpsertAccount, type WriteOutcome } from "./upsert-account.js";
import { UpsertManyError, type UpsertReport } from "./upsert-report.js";
import { asCoded, failureOf, notSent } from "./write-failure.js";

/** The operations of a collection that a run needs. */
export interface UpsertTarget {
  /** Writes one batch and resolves with the outcome of each record. Rejects only if nothing was written. */
  readonly write: (records: readonly PreparedRecord[], options: OperationOptions) => Promise<WriteOutcome[]>;
  /** Checks and encodes a record; throws a coded error for an invalid one. */
  readonly prepare: (record: unknown) => PreparedRecord;
  /** Bytes that a code beside the set adds to each record. Called after `beforeRead`. */
  readonly codeSizeBytes: () => number;
  /** Awaited before a source other than an array is read, and before anything is sent. Changes nothing on the server. */
  readonly beforeRead: (options: OperationOptions) => Promise<void>;
  /** Rejects if the records would not fit into the server's memory (see `MemoryCheck`). Called after `beforeRead`. */
  readonly requireRoom: (load: RecordLoad, options: OperationOptions) => Promise<void>;
  /** Awaited before the first record is sent. `first` is the first batch. */
  readonly beforeWrite: (options: OperationOptions, first: readonly PreparedRecord[]) => Promise<void>;
}

/** @throws UpsertManyError and nothing else. */
export async function upsertMany(
  target: UpsertTarget,
  source: unknown,
  options: UpsertManyOptions,
): Promise<UpsertReport> {
  let resolved: ResolvedUpsertManyOptions;
  try {
    resolved = parseOptions(upsertManyOptionsSchema, options, "upsertMany options");
  } catch (cause) {
    throw new UpsertManyError(codeOf(cause), new UpsertAccount().report(false), cause);
  }
  return new UpsertRun(target, resolved).run(source);
}

/**
 * One run of `upsertMany`. It reads batches from the source and writes up to `concurrency` of them at a time. It stops reading
 * after the first batch of which a record failed, because later records would fail too (a lost connection, a server out of
 * memory). Two batches with a common id are never written at the same time, so the later record of the source is kept.
 *
 * Every record that was read gets into the report, even after the run was stopped. So no loop here is left early.
 */
export class UpsertRun {
  readonly #account = new UpsertAccount();
  /** Why the run stops reading; undefined while it continues. */
  #stop: { readonly code: ErrorCode; readonly cause: unknown } | undefined;
  /** Aborted when `#stop` is set. */
  readonly #ended = new AbortController();
  /** Batches that are being written. */
  readonly #running = new Set<Promise<void>>();
  /** The running batch of each id. */
  readonly #batchOfId = new Map<string, Promise<void>>();
  readonly #startedAtMs = performance.now();

  constructor(
    private readonly target: UpsertTarget,
    private readonly options: ResolvedUpsertManyOptions,
  ) {}

  /** @throws UpsertManyError and nothing else. */
  async run(source: unknown): Promise<UpsertReport> {
    const { signal } = this.options;
    const abort = () => this.#stopWith("ABORTED", signal?.reason);
    if (signal?.aborted) abort();
    const stopListening = onAbort(signal, abort);
    try {
      await this.#readAndWrite(source);
    } catch (error) {
      this.#stopWith(codeOf(error), error);
    } finally {
      // Even after an error: no write may continue when the promise has settled.
      await Promise.all(this.#running);
      stopListening();
    }
    if (this.#stop === undefined) return this.#account.report(true);
    throw new UpsertManyError(this.#stop.code, this.#account.report(false), this.#stop.cause);
  }

  /** Runs synchronously until its first await. The caller may change what was read by then right after the call. */
  async #readAndWrite(source: unknown): Promise<void> {
    const ended = this.#ended.signal;
    if (ended.aborted) return;
    const { records, isArray } = reading("upsertMany", "INVALID_ARGUMENT", () => openSource(source));
    const prepare = (record: unknown, index: number) => this.#prepare(record, index);
    const encoded = isArray ? await encodeArray(records, prepare, ended) : [];
    if (!ended.aborted) await this.target.beforeRead({ signal: this.options.signal });
    if (ended.aborted) return;
    const onFailure = (error: unknown) => this.#stopWith("BATCH_INCOMPLETE", error);
    const limits = { ...this.options, codeSizeBytes: this.target.codeSizeBytes() };
    if (isArray) {
      // No variable may hold the list, so that the memory of written records can be freed.
      await this.#requireRoom(
        encoded.filter((record) => record !== undefined),
        false,
      );
      const source = stoppableSource(drain(encoded), ended, onFailure);
      await this.#write(
        recordBatches(source, limits, (record) => this.#take(record)),
        encoded.length,
      );
    } else {
      const source = stoppableSource(records, ended, onFailure);
      const accept = (record: unknown, index: number) => this.#take(prepare(record, index));
      await this.#write(recordBatches(source, limits, accept), undefined);
    }
  }

  /** @returns undefined for an invalid record, after adding it to the report. */
  #prepare(record: unknown, index: number): PreparedRecord | undefined {
    try {
      return this.target.prepare(record);
    } catch (thrown) {
      const error = asCoded(thrown);
      this.#account.addInvalid(record, index, error);
      if (this.options.onInvalid === "throw") this.#stopWith(error.code, atIndex(error, index));
      return undefined;
    }
  }

  #take(record: PreparedRecord | undefined): PreparedRecord | undefined {
    if (record !== undefined) this.#account.addRead();
    return record;
  }

  async #write(batches: AsyncIterable<RecordBatch>, total: number | undefined): Promise<void> {
    let opened = false;
    for await (const batch of batches) {
      while (this.#running.size >= this.options.concurrency) await Promise.race(this.#running);
      await this.#waitForSameIds(batch);
      if (total === undefined) await this.#requireRoom(batch.records, opened);
      if (!opened && this.#stop === undefined) await this.#open(batch);
      opened = true;
      if (this.#stop === undefined) this.#start(batch, total);
      else this.#failUnsent(batch, this.#stop.cause);
    }
  }

  /** @param hasWritten - Whether earlier records were sent. */
  async #requireRoom(records: readonly PreparedRecord[], hasWritten: boolean): Promise<void> {
    const { force, signal, concurrency, batchSize, maxBatchBytes } = this.options;
    if (force || this.#stop !== undefined) return;
    const totalBytes = records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const batchBytes = Math.min(maxBatchBytes, totalBytes * Math.min(1, batchSize / records.length));
    const settled = () => Promise.all(this.#running);
    try {
      await this.target.requireRoom({ records, transitBytes: concurrency * batchBytes, settled }, { signal });
    } catch (error) {
      this.#stopWith(hasWritten ? "BATCH_INCOMPLETE" : codeOf(error), error);
    }
  }

  async #open({ records }: RecordBatch): Promise<void> {
    try {
      await this.target.beforeWrite({ signal: this.options.signal }, records);
    } catch (error) {
      this.#stopWith(codeOf(error), error);
    }
  }

  /** Otherwise a later record of an id could overtake an earlier one on another connection. */
  async #waitForSameIds({ records }: RecordBatch): Promise<void> {
    const earlier = records.flatMap(({ id }) => this.#batchOfId.get(id) ?? []);
    if (earlier.length > 0) await Promise.all(new Set(earlier));
  }

  #start(batch: RecordBatch, total: number | undefined): void {
    const running = this.#writeBatch(batch, total).finally(() => {
      this.#running.delete(running);
      for (const { id } of batch.records) this.#batchOfId.delete(id);
    });
    this.#running.add(running);
    for (const { id } of batch.records) this.#batchOfId.set(id, running);
  }

  /** Never rejects. Failures get into the report. */
  async #writeBatch(batch: RecordBatch, total: number | undefined): Promise<void> {
    const { signal } = this.options;
    try {
      const outcomes = await this.target.write(batch.records, { signal });
      for (const [slot, outcome] of outcomes.entries()) {
        if (outcome.kind === "failed") this.#stopWith("BATCH_INCOMPLETE", outcome.error);
        this.#account.addOutcome(outcome, batch, slot);
      }
    } catch (error) {
      const failure = failureOf(error, signal);
      this.#stopWith("BATCH_INCOMPLETE", error);
      this.#account.addFailedBatch(batch, failure.error, failure.sent);
    }
    this.#reportProgress(total);
  }

  #failUnsent(batch: RecordBatch, cause: unknown): void {
    this.#account.addFailedBatch(batch, notSent(cause), false);
  }

  /** Only the first reason is kept. */
  #stopWith(code: ErrorCode, cause: unknown): void {
    this.#stop ??= { code, cause };
    this.#ended.abort();
  }

  #reportProgress(total: number | undefined): void {
    const { onProgress } = this.options;
    if (onProgress === undefined) return;
    const elapsedMs = performance.now() - this.#startedAtMs;
    const stop = (error: unknown) => this.#stopWith("BATCH_INCOMPLETE", error);
    try {
      const progress = { ...this.#account.counts, elapsedMs };
      const returned: unknown = onProgress(total === undefined ? progress : { ...progress, total });
      // `onProgress` may be an async function. Its failure must not become an unhandled rejection.
      void Promise.resolve(returned).catch(stop);
    } catch (error) {
      stop(error);
    }
  }
}

function codeOf(cause: unknown): ErrorCode {
  return isOctavecError(cause) ? cause.code : "BATCH_INCOMPLETE";
}

function atIndex(error: OctavecError, index: number): OctavecError {
  return new OctavecError(error.code, `Record ${index}: ${error.message}`, {
    cause: error,
    details: { ...error.details, index },
  });
}
