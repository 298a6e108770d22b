import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { VectorRepository } from "../../repository/index.js";
import { type VersionedCounts, VersionedExecutor } from "../live/versioned-executor.js";
import type { MigrationKeys } from "../migration-keys.js";
import { type MigrationRecord, type RejectedRecord, rejectOf } from "../source/source.js";
import { vectorRecords } from "../target-record.js";

export interface BatchResult {
  readonly inserted: number;
  readonly updated: number;
  /** Records of which something newer was in the target. */
  readonly gaveWay: number;
  /** Records followed by another one of the same id. */
  readonly superseded: number;
  readonly rejects: readonly RejectedRecord[];
}

/** Most commands in one pipeline, as `upsertMany` has it. */
const MOST_PER_PIPELINE = 1_000;

/** Most records in one `upsertMany`: it lists no more invalid ones than that, and each of them has to be told. */
const MOST_PER_CALL = 10_000;

/**
 * Writes records, each only if no live write or delete of its id is known. All are in the target when this resolves, or
 * rejected.
 *
 * @throws OctavecError `MIGRATION_INCOMPLETE` when the server did not take them all; the collection's own errors as they are.
 */
export async function writeBatch(
  target: VectorRepository,
  keys: MigrationKeys,
  given: readonly MigrationRecord[],
  concurrency: number,
): Promise<BatchResult> {
  const records = [...new Map(given.map((record) => [record.id, record])).values()];
  const extras = new Map(
    records.flatMap(({ id, extra }) => (extra === undefined ? [] : [[id, extra] as const])),
  );
  const counts: VersionedCounts = { inserted: 0, updated: 0, gaveWay: [], otherSide: [] };
  const guarded = target.through(
    (executor) => new VersionedExecutor(executor, keys, { side: "old", extras }, counts),
  );
  const rejects: RejectedRecord[] = [];
  for (let start = 0; start < records.length; start += MOST_PER_CALL) {
    const part = records.slice(start, start + MOST_PER_CALL);
    const report = await guarded
      .upsertMany(vectorRecords(part), {
        batchSize: Math.max(1, Math.min(MOST_PER_PIPELINE, Math.ceil(part.length / concurrency))),
        concurrency,
        onInvalid: "report",
      })
      .catch((cause: unknown) => {
        throw isOctavecError(cause, "BATCH_INCOMPLETE") ? incomplete(cause) : cause;
      });
    rejects.push(...report.failures.map(({ id, error }) => rejectOf(error, id)));
  }
  if (counts.otherSide.length > 0) {
    throw new OctavecError(
      "MIGRATION_CONFLICT",
      "The alias says that the new side decides already, so nothing more is copied over it. Roll back first.",
    );
  }
  return {
    inserted: counts.inserted,
    updated: counts.updated,
    gaveWay: counts.gaveWay.length,
    superseded: given.length - records.length,
    rejects,
  };
}

function incomplete(cause: OctavecError): OctavecError {
  const first = cause.cause instanceof Error ? cause.cause : cause;
  return new OctavecError(
    "MIGRATION_INCOMPLETE",
    `The target did not take a whole batch: ${first.message} Run again: it goes on with this batch.`,
    { cause: first },
  );
}
