import type { VectorClient } from "../../client.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Executor } from "../../executor.js";
import {
  type BackfillTuning,
  backfillSchema,
  parseOptions,
  type ResolvedBackfillTuning,
} from "../../options/index.js";
import type { VectorRepository } from "../../repository/index.js";
import { createMigrationRecorder, type MigrationRecorder } from "../../telemetry/index.js";
import type { MigrationSource } from "../source/source.js";
import { migrationKeys } from "../target/migration-keys.js";
import { type BackfillState, Checkpoint } from "./checkpoint.js";
import { Pace } from "./pace.js";
import { RejectsFile } from "./rejects-file.js";
import { readAhead, type SourceBatch, sourceBatches } from "./source-batches.js";
import { writeBatch } from "./write-batch.js";

export interface BackfillOptions extends BackfillTuning {
  readonly source: MigrationSource;
  /** The collection that receives the records, opened with `client`. */
  readonly target: VectorRepository;
  /** The target's server, which also stores the checkpoint. */
  readonly client: Pick<VectorClient, "executor"> & Partial<Pick<VectorClient, "telemetry">>;
}

/** The result of a backfill. The counts and `elapsedMs` are sums over all of its runs. */
export interface BackfillReport {
  /** `paused`: the signal was aborted. The same call continues from there. */
  readonly state: "done" | "paused";
  /** Whether this run continued from a checkpoint. */
  readonly resumed: boolean;
  readonly read: number;
  readonly inserted: number;
  /** Records whose id was in the target already, from an earlier copy or from a batch that a killed run had begun. */
  readonly updated: number;
  /** Records that were not written because a newer live write or delete of their id exists. */
  readonly gaveWay: number;
  /** Records that were not written because a later record of their batch has the same id. */
  readonly superseded: number;
  readonly rejected: number;
  readonly elapsedMs: number;
  /** Records read per second in this run. */
  readonly recordsPerSecond: number;
}

/**
 * Copies a source into a collection, batch by batch. The checkpoint of a batch is in Redis before the next batch is written.
 * A run that stopped for any reason continues when you call this again with the same `name`. Nothing is lost, and at most
 * the interrupted batch is written again. The next batch is read while one is written, so memory holds two batches whatever
 * the size of the source. If two runs with one name are active, the later one continues and the earlier one stops.
 *
 * A record is written only if no live write or delete of its id exists. The check and the write are one atomic step.
 *
 * @throws OctavecError `DIMENSION_MISMATCH`, `COLLECTION_MISMATCH` or `INVALID_OPTIONS` before anything is written;
 * `MIGRATION_CONFLICT` if the checkpoint belongs to another source, another run took over, or the new side is active already;
 * `MIGRATION_INCOMPLETE` if the source or the target failed. Whatever `onProgress` throws.
 */
export async function backfill(options: BackfillOptions): Promise<BackfillReport> {
  const { source, target, client, ...given } = options;
  const tuning = parseOptions(backfillSchema, given, "backfill options");
  const keys = migrationKeys(target);
  const { name, dimension, count } = await source.describe({ signal: tuning.signal });
  requireDimension(dimension, target);
  // Every read compares the collection's parameters. This one does it before a checkpoint is written.
  await target.get("");
  const checkpoint = new Checkpoint(client.executor, keys.checkpoint(tuning.name));
  const sourceName = `${source.kind} ${name}`;
  const earlier = tuning.restart ? undefined : await checkpoint.read();
  if (earlier !== undefined && earlier.source !== sourceName)
    throw wrongSource(tuning.name, earlier.source, sourceName);
  const { enabled = true, meterProvider } = client.telemetry ?? {};
  const recorder = enabled ? createMigrationRecorder(tuning.name, meterProvider) : undefined;
  const { executor } = client;
  const parts = { source, target, executor, tuning, checkpoint, recorder, total: count };
  try {
    return await new BackfillRun(parts, earlier ?? initialState(sourceName)).run(earlier !== undefined);
  } finally {
    recorder?.close();
  }
}

interface BackfillParts {
  readonly source: MigrationSource;
  readonly target: VectorRepository;
  readonly executor: Executor;
  readonly tuning: ResolvedBackfillTuning;
  readonly checkpoint: Checkpoint;
  /** Undefined if no SDK collects metrics. */
  readonly recorder: MigrationRecorder | undefined;
  /** Number of the source's records; null if it is unknown. */
  readonly total: number | null;
}

class BackfillRun {
  readonly #parts: BackfillParts;
  readonly #startedAtMs = performance.now();
  #state: BackfillState;
  readonly #before: BackfillState;

  constructor(parts: BackfillParts, state: BackfillState) {
    this.#parts = parts;
    this.#state = state;
    this.#before = state;
  }

  async run(resumed: boolean): Promise<BackfillReport> {
    if (!this.#state.finished) {
      await this.#parts.checkpoint.claim();
      const rejects = await RejectsFile.open(this.#parts.tuning.rejectsFile, this.#state.rejectsBytes);
      try {
        await this.#copy(rejects);
      } finally {
        await rejects.close();
      }
    }
    const { source: _source, cursor: _cursor, finished, rejectsBytes: _bytes, ...counts } = this.#state;
    return {
      state: finished ? "done" : "paused",
      resumed,
      ...counts,
      recordsPerSecond: this.#rate(),
    };
  }

  async #copy(rejects: RejectsFile): Promise<void> {
    const { signal, rateLimitPerSecond } = this.#parts.tuning;
    const pace = new Pace(rateLimitPerSecond);
    // With a rate limit, a batch holds at most the records of one second. So the run is steady and not in bursts.
    const batchSize = Math.min(
      this.#parts.tuning.batchSize,
      Math.max(1, Math.floor(rateLimitPerSecond ?? Infinity)),
    );
    const batches = readAhead(
      sourceBatches(this.#parts.source, { cursor: this.#state.cursor, batchSize, signal }),
    );
    try {
      for (;;) {
        if (signal?.aborted) return;
        const step = await batches.next().catch((error: unknown) => this.#sourceFailed(error));
        if (step === undefined || step.done === true) return;
        await this.#copyBatch(step.value, rejects);
        if (step.value.cursor === null) return;
        await pace.after(step.value.records.length, signal);
      }
    } finally {
      await batches.return(undefined);
    }
  }

  async #copyBatch(batch: SourceBatch, rejects: RejectsFile): Promise<void> {
    const { executor, target, tuning } = this.#parts;
    const written = await writeBatch(executor, target, batch.records, tuning.concurrency);
    const refused = [...batch.rejects, ...written.rejects];
    await rejects.add(refused);
    const { read, inserted, updated, gaveWay, superseded, rejected } = this.#state;
    this.#state = {
      source: this.#state.source,
      cursor: batch.cursor,
      finished: batch.cursor === null,
      read: read + batch.records.length + batch.rejects.length,
      inserted: inserted + written.inserted,
      updated: updated + written.updated,
      gaveWay: gaveWay + written.gaveWay,
      superseded: superseded + written.superseded,
      rejected: rejected + refused.length,
      rejectsBytes: rejects.sizeBytes,
      elapsedMs: this.#before.elapsedMs + performance.now() - this.#startedAtMs,
    };
    await this.#parts.checkpoint.save(this.#state);
    const total = this.#parts.total;
    const progress = total === null ? undefined : total === 0 ? 1 : Math.min(1, this.#state.read / total);
    this.#parts.recorder?.copied(
      {
        inserted: written.inserted,
        updated: written.updated,
        "gave-way": written.gaveWay,
        superseded: written.superseded,
        rejected: refused.length,
      },
      progress,
    );
    this.#reportProgress();
  }

  #reportProgress(): void {
    const { total, tuning } = this.#parts;
    const { read, inserted, updated, gaveWay, superseded, rejected } = this.#state;
    const recordsPerSecond = this.#rate();
    const left = total === null ? null : Math.max(0, total - read);
    tuning.onProgress?.({
      read,
      done: inserted + updated + gaveWay + superseded,
      rejected,
      total,
      recordsPerSecond,
      remainingMs: left === null ? null : left === 0 ? 0 : (1_000 * left) / recordsPerSecond,
    });
  }

  #rate(): number {
    return (1_000 * (this.#state.read - this.#before.read)) / (performance.now() - this.#startedAtMs);
  }

  /** @returns undefined if the source stopped because the signal was aborted, which pauses the run. */
  #sourceFailed(cause: unknown): undefined {
    const { signal } = this.#parts.tuning;
    if (signal?.aborted) return undefined;
    if (isOctavecError(cause, "MIGRATION_CONFLICT")) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new OctavecError(
      "MIGRATION_INCOMPLETE",
      `The source failed after ${this.#state.read} records: ${message} Run the backfill again: it continues from there.`,
      { cause, details: { read: this.#state.read } },
    );
  }
}

function initialState(source: string): BackfillState {
  const zeroes = { read: 0, inserted: 0, updated: 0, gaveWay: 0, superseded: 0, rejected: 0 };
  return { source, cursor: null, finished: false, ...zeroes, rejectsBytes: 0, elapsedMs: 0 };
}

function requireDimension(dimension: number, target: VectorRepository): void {
  if (dimension === target.inputDimension) return;
  throw new OctavecError(
    "DIMENSION_MISMATCH",
    `The source has vectors of ${dimension} components, but the target expects ${target.inputDimension}. Choose another target.`,
    { details: { expected: target.inputDimension, actual: dimension } },
  );
}

function wrongSource(name: string, expected: string, actual: string): OctavecError {
  return new OctavecError(
    "MIGRATION_CONFLICT",
    `The backfill "${name}" began with the source ${expected}, not ${actual}. Choose another name, or run with restart.`,
  );
}
