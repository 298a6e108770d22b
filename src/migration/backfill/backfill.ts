import type { VectorClient } from "../../client.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import {
  type BackfillTuning,
  backfillSchema,
  parseOptions,
  type ResolvedBackfillTuning,
} from "../../options/index.js";
import type { VectorRepository } from "../../repository/index.js";
import type { MigrationSource } from "../source/source.js";
import { migrationKeys } from "../target/migration-keys.js";
import { type BackfillState, Checkpoint } from "./checkpoint.js";
import { Pace } from "./pace.js";
import { RejectsFile } from "./rejects-file.js";
import { readAhead, type SourceBatch, sourceBatches } from "./source-batches.js";
import { writeBatch } from "./write-batch.js";

export interface BackfillOptions extends BackfillTuning {
  readonly source: MigrationSource;
  /** Where the records go; made by `client`. */
  readonly target: VectorRepository;
  /** The target's server, which keeps the checkpoint. */
  readonly client: Pick<VectorClient, "executor">;
}

/** What a backfill came to, over all of its runs. */
export interface BackfillReport {
  /** `paused`: the signal was aborted; the same call goes on from there. */
  readonly state: "done" | "paused";
  /** Whether it went on from a checkpoint. */
  readonly resumed: boolean;
  readonly read: number;
  readonly inserted: number;
  /** Records whose id was in the target: of an earlier copy, or of a batch that a killed run had begun. */
  readonly updated: number;
  /** Records left alone because a live write or delete of their id is newer. */
  readonly gaveWay: number;
  /** Records followed by another one of the same id in their batch, which was written in their stead. */
  readonly superseded: number;
  readonly rejected: number;
  readonly elapsedMs: number;
  /** Of this run. */
  readonly recordsPerSecond: number;
}

/**
 * Copies a source into a collection, one batch after the other; each one's checkpoint is in Redis before the next is
 * written. A run that ended, in whatever way, is taken up by calling this again with the same `name`: nothing is lost, and at
 * most the batch that was under way is written again. While one batch is written the next is read: memory holds two, whatever
 * the source's size. Of two runs at the same time the later one goes on and the earlier one stops.
 *
 * A record is written only if no live write or delete of its id is known, and that check and the write are one step.
 *
 * @throws OctavecError `DIMENSION_MISMATCH`, `COLLECTION_MISMATCH`, `INVALID_OPTIONS` before anything is written;
 * `MIGRATION_CONFLICT` for a checkpoint of another source, or when another run took over; `MIGRATION_INCOMPLETE` when source or
 * target failed; what `onProgress` throws.
 */
export async function backfill(options: BackfillOptions): Promise<BackfillReport> {
  const { source, target, client, ...given } = options;
  const tuning = parseOptions(backfillSchema, given, "backfill options");
  const keys = migrationKeys(target.key);
  const { name, dimension, count } = await source.describe({ signal: tuning.signal });
  requireDimension(dimension, target);
  // Any read compares the collection with the one that is asked for, before a checkpoint speaks of it.
  await target.get("");
  const checkpoint = new Checkpoint(client.executor, keys.checkpoint(tuning.name));
  const sourceName = `${source.kind} ${name}`;
  const earlier = tuning.restart ? undefined : await checkpoint.read();
  if (earlier !== undefined && earlier.source !== sourceName)
    throw otherSource(tuning.name, earlier.source, sourceName);
  const run = new BackfillRun(source, target, tuning, checkpoint, earlier ?? begin(sourceName), count);
  return run.run(earlier !== undefined);
}

class BackfillRun {
  readonly #startedAtMs = performance.now();
  #state: BackfillState;
  readonly #before: BackfillState;

  constructor(
    private readonly source: MigrationSource,
    private readonly target: VectorRepository,
    private readonly tuning: ResolvedBackfillTuning,
    private readonly checkpoint: Checkpoint,
    state: BackfillState,
    private readonly total: number | null,
  ) {
    this.#state = state;
    this.#before = state;
  }

  async run(resumed: boolean): Promise<BackfillReport> {
    if (!this.#state.finished) {
      await this.checkpoint.take();
      const rejects = await RejectsFile.open(this.tuning.rejectsFile, this.#state.rejectsBytes);
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
    const { signal, rateLimitPerSecond } = this.tuning;
    const pace = new Pace(rateLimitPerSecond);
    // A slow run goes in pieces of a second, not in bursts.
    const batchSize = Math.min(
      this.tuning.batchSize,
      Math.max(1, Math.floor(rateLimitPerSecond ?? Infinity)),
    );
    const batches = readAhead(sourceBatches(this.source, { cursor: this.#state.cursor, batchSize, signal }));
    try {
      for (;;) {
        if (signal?.aborted) return;
        const step = await batches.next().catch((error: unknown) => this.#sourceFailed(error));
        if (step === undefined || step.done === true) return;
        await this.#carry(step.value, rejects);
        if (step.value.cursor === null) return;
        await pace.after(step.value.records.length, signal);
      }
    } finally {
      await batches.return(undefined);
    }
  }

  async #carry(batch: SourceBatch, rejects: RejectsFile): Promise<void> {
    const keys = migrationKeys(this.target.key);
    const written = await writeBatch(this.target, keys, batch.records, this.tuning.concurrency);
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
    await this.checkpoint.save(this.#state);
    this.#tell();
  }

  #tell(): void {
    const { read, inserted, updated, gaveWay, superseded, rejected } = this.#state;
    const recordsPerSecond = this.#rate();
    const left = this.total === null ? null : Math.max(0, this.total - read);
    this.tuning.onProgress?.({
      read,
      done: inserted + updated + gaveWay + superseded,
      rejected,
      total: this.total,
      recordsPerSecond,
      remainingMs: left === null ? null : left === 0 ? 0 : (1_000 * left) / recordsPerSecond,
    });
  }

  #rate(): number {
    return (1_000 * (this.#state.read - this.#before.read)) / (performance.now() - this.#startedAtMs);
  }

  /** Undefined: it was only the signal, which pauses. */
  #sourceFailed(cause: unknown): undefined {
    const { signal } = this.tuning;
    if (signal?.aborted) return undefined;
    if (isOctavecError(cause, "MIGRATION_CONFLICT")) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new OctavecError(
      "MIGRATION_INCOMPLETE",
      `The source failed after ${this.#state.read} records: ${message} Run again: it goes on from there.`,
      { cause, details: { read: this.#state.read } },
    );
  }
}

function begin(source: string): BackfillState {
  const zeroes = { read: 0, inserted: 0, updated: 0, gaveWay: 0, superseded: 0, rejected: 0 };
  return { source, cursor: null, finished: false, ...zeroes, rejectsBytes: 0, elapsedMs: 0 };
}

function requireDimension(dimension: number, target: VectorRepository): void {
  if (dimension === target.inputDimension) return;
  throw new OctavecError(
    "DIMENSION_MISMATCH",
    `The source has vectors of ${dimension} components, the target takes ${target.inputDimension}. Choose another target.`,
    { details: { expected: target.inputDimension, actual: dimension } },
  );
}

function otherSource(name: string, was: string, is: string): OctavecError {
  return new OctavecError(
    "MIGRATION_CONFLICT",
    `The backfill "${name}" was begun from ${was}, not from ${is}. Choose another name, or run with restart.`,
  );
}
