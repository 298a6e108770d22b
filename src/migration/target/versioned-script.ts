import type { CommandArgument } from "../../executor.js";
import { WRITE_FUNCTIONS } from "../../repository/index.js";
import { Script, type ScriptCall } from "../../script.js";
import type { MigrationKeys } from "./migration-keys.js";

/** The two sides of a migration. The active side answers reads and is written first. */
export type Side = "old" | "new";

/**
 * Conditions of a versioned write or delete of one id. The script checks them and writes in one atomic step:
 *
 * - The writer's side is still the active one. Otherwise the reply is `{"side"}`.
 * - No newer version of the id exists. Otherwise the reply is `{"older"}`. A backfill has no version, so every live write or
 *   delete is newer. The same version may be written again, so a retry after a lost reply is harmless.
 *
 * Otherwise the reply is that of the write or delete itself.
 *
 * KEYS: 1 versions, 2 pending, 3 alias, 4 extra, then the keys of the write or delete.
 * ARGV: 1 id; 2 version, or empty for a backfill; 3 entry of the pending stream, or empty; 4 the writer's side;
 * 5 extra, or empty; then the arguments of the write.
 */
const CONDITION = `
local function refusal()
  if (redis.call('GET', KEYS[3]) or 'old') ~= ARGV[4] then return {'side'} end
  local known = redis.call('HGET', KEYS[1], ARGV[1])
  if known and (ARGV[2] == '' or tonumber(known) > tonumber(ARGV[2])) then return {'older'} end
end

local function delete_pending_entry()
  if ARGV[3] ~= '' then redis.call('XDEL', KEYS[2], ARGV[3]) end
end

-- Called after the write or delete.
local function save_version_and_extra()
  if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
  if ARGV[5] == '' then redis.call('HDEL', KEYS[4], ARGV[1]) else redis.call('HSET', KEYS[4], ARGV[1], ARGV[5]) end
  delete_pending_entry()
end
`;

/** Without the flag allow-oom, a server out of memory refuses the script before its first command, so no write is half done. */
export const VERSIONED_WRITE = new Script(
  `#!lua
${WRITE_FUNCTIONS}${CONDITION}
local keys, args = {unpack(KEYS, 5)}, {unpack(ARGV, 6)}
local outdated, exists = examine(keys, args)
if outdated then return outdated end
local refused = refusal()
if refused then
  if refused[1] == 'older' then delete_pending_entry() end
  return refused
end
local inserted = write(keys, args, exists)
save_version_and_extra()
return inserted
`,
  { readOnly: false },
);

/** KEYS: 5 vector set, 6 codes. Reply: 1 if the element existed. A delete frees memory, so it may run on a server out of memory. */
export const VERSIONED_REMOVE = new Script(
  `#!lua flags=allow-oom
${CONDITION}
local refused = refusal()
if refused then
  if refused[1] == 'older' then delete_pending_entry() end
  return refused
end
redis.call('HDEL', KEYS[6], ARGV[1])
local removed = redis.call('VREM', KEYS[5], ARGV[1])
save_version_and_extra()
return removed
`,
  { readOnly: false },
);

/** One write or delete of one id. */
export interface VersionedStep {
  readonly id: string;
  /** Undefined for a backfill. */
  readonly version: number | undefined;
  /** Entry of the pending stream that the script deletes. */
  readonly entry: string | undefined;
  readonly side: Side;
  /** JSON text to store beside the element. Undefined deletes it. */
  readonly extra: string | undefined;
}

/** @param call - The keys and arguments of the write or delete itself. */
export function versionedCall(
  { versions, pending, alias, extra }: MigrationKeys,
  step: VersionedStep,
  call: ScriptCall,
): ScriptCall {
  const { id, version, entry = "", side } = step;
  const condition: CommandArgument[] = [id, version === undefined ? "" : String(version), entry, side];
  return {
    keys: [versions, pending, alias, extra, ...call.keys],
    args: [...condition, step.extra ?? "", ...call.args],
  };
}
