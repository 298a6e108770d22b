import type { CommandArgument } from "../../executor.js";
import { WRITE_FUNCTIONS } from "../../repository/index.js";
import { Script, type ScriptCall } from "../../script.js";
import type { MigrationKeys } from "../migration-keys.js";

/** Which side of a migration answers and decides. */
export type Side = "old" | "new";

/**
 * A write or delete of one id that is done only if nothing newer is known of it and the side that decides is the one that the
 * writer thinks, all in one step.
 *
 * KEYS: 1 versions, 2 pending, 3 alias, 4 extra, then the keys of the write or delete.
 * ARGV: 1 id; 2 version, or empty for a backfill; 3 entry of the pending stream or empty; 4 the side; 5 the extra or empty;
 * then the arguments of the write.
 *
 * A backfill (no version) gives way to any live write or delete of the id. A live write gives way to a later one; the same
 * version again is done again, so a repetition after a lost reply is harmless. Replies: `{"older"}` when it gave way, `{"side"}`
 * when another side decides, otherwise that of the write or delete.
 */
const CONDITION = `
local function refusal()
  if (redis.call('GET', KEYS[3]) or 'old') ~= ARGV[4] then return {'side'} end
  local known = redis.call('HGET', KEYS[1], ARGV[1])
  if known and (ARGV[2] == '' or tonumber(known) > tonumber(ARGV[2])) then return {'older'} end
end

local function settle()
  if ARGV[3] ~= '' then redis.call('XDEL', KEYS[2], ARGV[3]) end
end

-- The write or delete was done.
local function note()
  if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
  if ARGV[5] == '' then redis.call('HDEL', KEYS[4], ARGV[1]) else redis.call('HSET', KEYS[4], ARGV[1], ARGV[5]) end
  settle()
end
`;

/** A full server refuses it before it begins, not between its commands. */
export const VERSIONED_WRITE = new Script(
  `#!lua
${WRITE_FUNCTIONS}${CONDITION}
local keys, args = {unpack(KEYS, 5)}, {unpack(ARGV, 6)}
local outdated, exists = examine(keys, args)
if outdated then return outdated end
local refused = refusal()
if refused then
  if refused[1] == 'older' then settle() end
  return refused
end
local inserted = write(keys, args, exists)
note()
return inserted
`,
  { readOnly: false },
);

/** KEYS: 5 vector set, 6 codes. Reply: whether the element was there. Deleting makes room, so a full server lets it through. */
export const VERSIONED_REMOVE = new Script(
  `#!lua flags=allow-oom
${CONDITION}
local refused = refusal()
if refused then
  if refused[1] == 'older' then settle() end
  return refused
end
redis.call('HDEL', KEYS[6], ARGV[1])
local removed = redis.call('VREM', KEYS[5], ARGV[1])
note()
return removed
`,
  { readOnly: false },
);

/** One write or delete of one id. */
export interface VersionedStep {
  readonly id: string;
  /** Undefined: of a backfill. */
  readonly version: number | undefined;
  /** Entry of the pending stream that this settles. */
  readonly entry: string | undefined;
  readonly side: Side;
  /** JSON text to keep beside the element. */
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
