import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Executor } from "../../executor.js";
import type { VectorRepository } from "../../repository/index.js";
import { type MigrationRecord, type RejectedRecord, rejectOf } from "../source/source.js";
import { vectorRecords } from "../source/target-record.js";
import { migrationKeys } from "../target/migration-keys.js";
import { nextVersion } from "../target/next-version.js";
import { versionedTarget } from "../target/versioned-executor.js";

export interface BatchResult {
  readonly inserted: number;
  readonly updated: number;
  /** Records that were not written because a newer live write or delete of their id exists. */
  readonly gaveWay: number;
  /** Records that were not written because a later record of the batch has the same id. */
  readonly superseded: number;
  readonly rejects: readonly RejectedRecord[];
}

/** The largest `batchSize` that `upsertMany` accepts. */
const MAX_PER_PIPELINE = 1_000;

/** `upsertMany` lists at most this many invalid records. More records in one call could hide a reject. */
const MAX_PER_CALL = 10_000;

/**
 * Writes records, each only if no live write or delete of its id exists. When this resolves, every record is in the target,
 * rejected, or counted as `gaveWay` or `superseded`.
 *
 * @throws OctavecError `MIGRATION_INCOMPLETE` if the server did not store all valid records, `MIGRATION_CONFLICT` if the new
 * side is active already or a switch to it has begun, and the repository's own errors.
 */
export async function writeBatch(
  executor: Executor,
  target: VectorRepository,
  given: readonly MigrationRecord[],
  concurrency: number,
): Promise<BatchResult> {
  const records = [...new Map(given.map((record) => [record.id, record])).values()];
  const version = await nextVersion(executor, migrationKeys(target), "old");
  if (version === null) throw newSideIsActive();
  const { repository, counts } = versionedTarget(target, { kind: "backfill", version }, records);
  const rejects: RejectedRecord[] = [];
  for (let start = 0; start < records.length; start += MAX_PER_CALL) {
    const part = records.slice(start, start + MAX_PER_CALL);
    const report = await repository
      .upsertMany(vectorRecords(part), {
        batchSize: Math.max(1, Math.min(MAX_PER_PIPELINE, Math.ceil(part.length / concurrency))),
        concurrency,
        onInvalid: "report",
      })
      .catch((cause: unknown) => {
        throw isOctavecError(cause, "BATCH_INCOMPLETE") ? incomplete(cause) : cause;
      });
    rejects.push(...report.failures.map(({ id, error }) => rejectOf(error, id)));
  }
  if (counts.sideChanged.length > 0) throw switchedMeanwhile();
  return {
    inserted: counts.inserted,
    updated: counts.updated,
    gaveWay: counts.gaveWay.length,
    superseded: given.length - records.length,
    rejects,
  };
}

function newSideIsActive(): OctavecError {
  return new OctavecError(
    "MIGRATION_CONFLICT",
    "The new side is already active, so the backfill stops. Roll back before you run it again.",
  );
}

function switchedMeanwhile(): OctavecError {
  return new OctavecError(
    "MIGRATION_CONFLICT",
    "A switch of the alias began during a batch, so the backfill stops. If the old side is still active, run it again.",
  );
}

function incomplete(cause: OctavecError): OctavecError {
  const first = cause.cause instanceof Error ? cause.cause : cause;
  return new OctavecError(
    "MIGRATION_INCOMPLETE",
    `The target did not store a whole batch: ${first.message} Run the backfill again: it continues with this batch.`,
    { cause: first },
  );
}
