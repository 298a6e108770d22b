import { onAbort } from "../async/index.js";
import { type ErrorCode, isOctavecError, messageOf, OctavecError, reading } from "../errors/index.js";
import {
  type OperationOptions,
  parseOptions,
  type ResolvedUpsertManyOptions,
  type UpsertManyOptions,
  upsertManyOptionsSchema,
} from "../options/index.js";
import { encodeArray, handedOver } from "./encode-array.js";
import type { PreparedRecord } from "./prepared-record.js";
import { type RecordBatch, recordBatches } from "./record-batches.js";
import { openSource } from "./record-source.js";
import { stoppableSource } from "./stoppable-source.js";
import { UpsertAccount, type WriteOutcome } from "./upsert-account.js";
import { UpsertManyError, type UpsertReport } from "./upsert-report.js";

/** What a run needs of its collection. */
export interface UpsertTarget {
  /** Writes one batch and tells each record's outcome; rejects only when nothing was written. */
  readonly write: (records: readonly PreparedRecord[], options: OperationOptions) => Promise<WriteOutcome[]>;
  /** Checks and encodes a record; throws a coded error for an invalid one. */
  readonly prepare: (record: unknown) => PreparedRecord;
  /** What a code beside the set adds to each record. Asked after `beforeRead`. */
  readonly codeSizeBytes: () => number;
  /** Awaited before a source that is no array is read, and before anything is sent. Changes nothing on the server. */
  readonly beforeRead: (options: OperationOptions) => Promise<void>;
  /** Awaited before the first record is sent; gets the first batch. */
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
 * One run of `upsertMany`: reads batches from the source, keeps up to `concurrency` of them under way, and stops reading
 * at the first batch that the server did not take whole (a lost connection or a full server fails every later record
 * too). Two batches that share an id never run at the same time, so the later record of the source stands.
 *
 * A run that was stopped still takes what was read to its account: no loop here is left early.
 */
export class UpsertRun {
  readonly #account = new UpsertAccount();
  /** Why no further record is read, once that is so. */
  #stop: { readonly code: ErrorCode; readonly cause: unknown } | undefined;
  /** Aborted as soon as there is a reason to stop. */
  readonly #ended = new AbortController();
  /** Batches under way, and the batch each of their ids belongs to. */
  readonly #underWay = new Set<Promise<void>>();
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
      // Also on the way out with an error: nothing may go on behind the caller's back.
      await Promise.all(this.#underWay);
      stopListening();
    }
    if (this.#stop === undefined) return this.#account.report(true);
    throw new UpsertManyError(this.#stop.code, this.#account.report(false), this.#stop.cause);
  }

  /** Up to its first wait it runs within the call: what it reads by then, the caller may change right after. */
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
      const source = stoppableSource(handedOver(encoded), ended, onFailure);
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

  /** @returns undefined for an invalid record, which is on the account then. */
  #prepare(record: unknown, index: number): PreparedRecord | undefined {
    try {
      return this.target.prepare(record);
    } catch (thrown) {
      const error = asCoded(thrown);
      this.#account.invalid(record, index, error);
      if (this.options.onInvalid === "throw") this.#stopWith(error.code, atIndex(error, index));
      return undefined;
    }
  }

  #take(record: PreparedRecord | undefined): PreparedRecord | undefined {
    if (record !== undefined) this.#account.taken();
    return record;
  }

  async #write(batches: AsyncIterable<RecordBatch>, total: number | undefined): Promise<void> {
    let opened = false;
    for await (const batch of batches) {
      while (this.#underWay.size >= this.options.concurrency) await Promise.race(this.#underWay);
      await this.#waitForSameIds(batch);
      if (!opened && this.#stop === undefined) await this.#open(batch);
      opened = true;
      if (this.#stop === undefined) this.#start(batch, total);
      else this.#failUnsent(batch, this.#stop.cause);
    }
  }

  async #open({ records }: RecordBatch): Promise<void> {
    try {
      await this.target.beforeWrite({ signal: this.options.signal }, records);
    } catch (error) {
      this.#stopWith(codeOf(error), error);
    }
  }

  /** A later record of an id must not overtake an earlier one on another connection. */
  async #waitForSameIds({ records }: RecordBatch): Promise<void> {
    const earlier = records.flatMap(({ id }) => this.#batchOfId.get(id) ?? []);
    if (earlier.length > 0) await Promise.all(new Set(earlier));
  }

  #start(batch: RecordBatch, total: number | undefined): void {
    const running = this.#writeBatch(batch, total).finally(() => {
      this.#underWay.delete(running);
      for (const { id } of batch.records) this.#batchOfId.delete(id);
    });
    this.#underWay.add(running);
    for (const { id } of batch.records) this.#batchOfId.set(id, running);
  }

  /** Never rejects: whatever happens is on the account. */
  async #writeBatch(batch: RecordBatch, total: number | undefined): Promise<void> {
    const { signal } = this.options;
    try {
      const outcomes = await this.target.write(batch.records, { signal });
      for (const [slot, outcome] of outcomes.entries()) {
        if (outcome.kind === "failed") this.#stopWith("BATCH_INCOMPLETE", outcome.error);
        this.#account.answered(outcome, batch, slot);
      }
    } catch (error) {
      const unsent = signal?.aborted === true && error === signal.reason;
      this.#stopWith("BATCH_INCOMPLETE", error);
      if (unsent) this.#failUnsent(batch, error);
      else this.#account.failed(batch, asCoded(error), true);
    }
    this.#reportProgress(total);
  }

  #failUnsent(batch: RecordBatch, cause: unknown): void {
    this.#account.failed(batch, isOctavecError(cause) ? cause : notSent(cause), false);
  }

  /** The first reason stands. */
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
      // An async function fits the type too; its failure must not become an unhandled rejection.
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

function notSent(cause: unknown): OctavecError {
  return new OctavecError("ABORTED", "The run ended before this record was sent.", { cause });
}

function asCoded(cause: unknown): OctavecError {
  if (isOctavecError(cause)) return cause;
  return new OctavecError("COMMAND_FAILED", `The batch failed: ${messageOf(cause)}`, { cause });
}
