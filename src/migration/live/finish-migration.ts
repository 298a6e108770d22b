import type { VectorClient } from "../../client.js";
import { OctavecError } from "../../errors/index.js";
import type { VectorRepository } from "../../repository/index.js";
import { elementKeys, migrationKeys } from "../target/migration-keys.js";

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
 * Deletes the migration's data in Redis: checkpoints, the stream of pending ids, versions and tombstones. The alias stays with the
 * value `new`, for processes that still read it, and so does the counter of versions, so that a version that a late process leaves
 * behind is never newer than a later write. Call this when no process writes the old side any more. If it fails, call it again.
 *
 * @throws OctavecError `MIGRATION_CONFLICT` before the cutover, or while pending ids exist. Nothing is deleted then.
 */
export async function finishMigration({
  client,
  target,
  backfillNames = ["default"],
}: FinishOptions): Promise<void> {
  const keys = migrationKeys(target);
  const removed = [keys.pending, ...backfillNames.map(keys.checkpoint)];
  const reply = Number(
    await client.executor.send(["EVAL", FINISH, String(1 + removed.length), keys.alias, ...removed], {
      idempotent: true,
    }),
  );
  if (reply !== 0) throw unfinished(reply);
  for (const key of await target.shardKeys()) {
    const { versions, fence } = elementKeys(key);
    await client.executor.send(["UNLINK", versions, fence], { idempotent: true });
  }
}

function unfinished(reply: number): OctavecError {
  return new OctavecError(
    "MIGRATION_CONFLICT",
    reply === -1
      ? "The old side is still active. Do the cutover before you finish the migration."
      : `${reply} writes have not reached the old side yet. Wait until they are replayed, or stop writing the old side.`,
  );
}
