import type { VectorClient } from "../../client.js";
import { OctavecError } from "../../errors/index.js";
import type { VectorRepository } from "../../repository/index.js";
import { migrationKeys } from "../target/migration-keys.js";

export interface FinishOptions {
  readonly client: Pick<VectorClient, "executor">;
  readonly target: VectorRepository;
  /** Names of the backfills whose checkpoints go. Default `["default"]`. */
  readonly backfillNames?: readonly string[] | undefined;
}

/** KEYS: alias, pending, then what goes. One step, so that no write comes in between. */
const FINISH = `
if redis.call('GET', KEYS[1]) ~= 'new' then return -1 end
local waiting = redis.call('XLEN', KEYS[2])
if waiting > 0 then return waiting end
for place = 2, #KEYS do redis.call('UNLINK', KEYS[place]) end
return 0`;

/**
 * Removes what the migration kept in Redis: versions and tombstones, checkpoints, the stream. The alias stays and says `new`, for
 * processes that still look at it. Call it when no process writes the old side any more.
 *
 * @throws OctavecError `MIGRATION_CONFLICT` before the cutover, or while ids wait; nothing is removed then.
 */
export async function finishMigration({
  client,
  target,
  backfillNames = ["default"],
}: FinishOptions): Promise<void> {
  const keys = migrationKeys(target.key);
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
      ? "The old side still decides: cut over before the migration is finished."
      : `${reply} writes wait for the old side. Let them be replayed, or stop writing it.`,
  );
}
