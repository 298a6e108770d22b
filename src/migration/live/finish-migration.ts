import type { VectorClient } from "../../client.js";
import { OctavecError } from "../../errors/index.js";
import type { VectorRepository } from "../../repository/index.js";
import { migrationKeys } from "../target/migration-keys.js";

export interface FinishOptions {
  readonly client: Pick<VectorClient, "executor">;
  readonly target: VectorRepository;
  /** Names of the backfills whose checkpoints are deleted. Default `["default"]`. */
  readonly backfillNames?: readonly string[] | undefined;
}

/** KEYS: alias, pending, then the other keys to delete. One atomic step, so that no write can begin between check and delete. */
const FINISH = `
if redis.call('GET', KEYS[1]) ~= 'new' then return -1 end
local waiting = redis.call('XLEN', KEYS[2])
if waiting > 0 then return waiting end
for place = 2, #KEYS do redis.call('UNLINK', KEYS[place]) end
return 0`;

/**
 * Deletes the migration's data in Redis: versions and tombstones, checkpoints, the stream of pending ids. The alias stays with
 * the value `new`, for processes that still read it. Call this when no process writes the old side any more.
 *
 * @throws OctavecError `MIGRATION_CONFLICT` before the cutover, or while pending ids exist. Nothing is deleted then.
 */
export async function finishMigration({
  client,
  target,
  backfillNames = ["default"],
}: FinishOptions): Promise<void> {
  const keys = migrationKeys(target);
  const removed = [keys.pending, keys.versions, keys.clock, ...backfillNames.map(keys.checkpoint)];
  const reply = Number(
    await client.executor.send(["EVAL", FINISH, String(1 + removed.length), keys.alias, ...removed], {
      idempotent: true,
    }),
  );
  if (reply === 0) return;
  throw new OctavecError(
    "MIGRATION_CONFLICT",
    reply === -1
      ? "The old side is still active. Do the cutover before you finish the migration."
      : `${reply} writes have not reached the old side yet. Wait until they are replayed, or stop writing the old side.`,
  );
}
