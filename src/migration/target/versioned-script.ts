import { WORDS_FUNCTION, WRITE_FUNCTIONS, type WriteCall } from "../../repository/index.js";
import { Script, type ScriptCall } from "../../script.js";
import type { MigrationKeys } from "./migration-keys.js";

/** The two sides of a migration. The active side answers reads and is written first. */
export type Side = "old" | "new";

/**
 * Conditions of a versioned write or delete of one id. The script checks them and writes in one atomic step:
 *
 * - The writer's side is still the active one. Otherwise the reply for the id is `{"side"}`.
 * - No newer version of the id exists. Otherwise the reply for the id is `{"older"}`. A backfill has no version, so every live
 *   write or delete is newer. The same version may be written again, so a retry after a lost reply is harmless.
 *
 * Otherwise the reply is that of the write or delete itself.
 *
 * KEYS: 1 versions, 2 pending, 3 alias, 4 extra, then the keys of the write or delete.
 * ARGV: 1 the writer's side; then the arguments of each script. A condition has four arguments: id; version, or empty for a
 * backfill; entry of the pending stream, or empty; extra, or empty.
 */
const CONDITION = `
local function delete_pending_entry(entry)
  if entry ~= '' then redis.call('XDEL', KEYS[2], entry) end
end

local function refusal(id, version, entry)
  if (redis.call('GET', KEYS[3]) or 'old') ~= ARGV[1] then return {'side'} end
  local known = redis.call('HGET', KEYS[1], id)
  if known and (version == '' or tonumber(known) > tonumber(version)) then
    delete_pending_entry(entry)
    return {'older'}
  end
end

-- Called after the write or delete.
local function save_version_and_extra(id, version, entry, extra)
  if version ~= '' then redis.call('HSET', KEYS[1], id, version) end
  if extra == '' then redis.call('HDEL', KEYS[4], id) else redis.call('HSET', KEYS[4], id, extra) end
  delete_pending_entry(entry)
end
`;

/**
 * ARGV: 2 the collection's record, then for each element its condition (4 arguments), the number of its arguments, and these
 * arguments, as in the repository's own script. Reply: a list with one reply for each element, or the reason why the whole
 * call was refused.
 *
 * Without the flag allow-oom, a server out of memory refuses the script before its first command, so no write is half done.
 */
export const VERSIONED_WRITE = new Script(
  `#!lua
${WRITE_FUNCTIONS}${CONDITION}
local keys = {unpack(KEYS, 5)}
local conditions, elements = {}, {}
local place = 3
while place <= #ARGV do
  table.insert(conditions, place)
  table.insert(elements, ARGV[place])
  place = place + 5 + ARGV[place + 4]
end
local outdated, exist = examine(keys, ARGV[2], ARGV[11], elements)
if outdated then return outdated end
local replies = {}
for number, condition in ipairs(conditions) do
  local id, version, entry, extra = unpack(ARGV, condition, condition + 3)
  local refused = refusal(id, version, entry)
  if not refused then
    local first = condition + 5
    replies[number] = write(keys, ARGV, first, first + ARGV[first - 1] - 1, exist[number])
    save_version_and_extra(id, version, entry, extra)
  else
    replies[number] = refused
  end
end
return replies
`,
  { readOnly: false },
);

/**
 * KEYS: 5 vector set, 6 codes, 7 instants of expiry, and, where they are kept, 8 words. ARGV: 2 to 5 the condition. Reply: 1 if the
 * element existed. A delete frees memory, so it may
 * run on a server out of memory.
 */
export const VERSIONED_REMOVE = new Script(
  `#!lua flags=allow-oom
${WORDS_FUNCTION}${CONDITION}
local id, version, entry, extra = unpack(ARGV, 2, 5)
local refused = refusal(id, version, entry)
if refused then return refused end
if KEYS[8] then setWords(KEYS[8], id, '') end
redis.call('HDEL', KEYS[6], id)
-- A user without this right has no elements that expire.
if redis.acl_check_cmd('ZREM', KEYS[7], id) then redis.call('ZREM', KEYS[7], id) end
local removed = redis.call('VREM', KEYS[5], id)
save_version_and_extra(id, version, entry, extra)
return removed
`,
  { readOnly: false },
);

/** The condition of one write or delete of one id. */
export interface VersionCondition {
  readonly id: string;
  /** Undefined for a backfill. */
  readonly version: number | undefined;
  /** Entry of the pending stream that the script deletes. */
  readonly entry: string | undefined;
  /** JSON text to store beside the element. Undefined deletes it. */
  readonly extra: string | undefined;
}

/** The call that writes the elements of `write`, each under the condition for its id. */
export function versionedWrite(
  keys: MigrationKeys,
  side: Side,
  { keys: written, record, elements }: WriteCall,
  conditionOf: (id: string) => VersionCondition,
): ScriptCall {
  const args = elements.flatMap(({ id, args: words }) => [
    ...argsOf(conditionOf(id)),
    String(words.length),
    ...words,
  ]);
  return { keys: [...conditionKeys(keys), ...written], args: [side, record, ...args] };
}

/**
 * The call that deletes the id of the condition.
 *
 * @param wordsKey - Of the index of words, if the collection keeps one.
 */
export function versionedRemove(
  keys: MigrationKeys,
  wordsKey: string | undefined,
  side: Side,
  condition: VersionCondition,
): ScriptCall {
  const words = wordsKey === undefined ? [] : [wordsKey];
  return {
    keys: [...conditionKeys(keys), keys.vectors, keys.codes, keys.expiry, ...words],
    args: [side, ...argsOf(condition)],
  };
}

function conditionKeys({ versions, pending, alias, extra }: MigrationKeys): string[] {
  return [versions, pending, alias, extra];
}

function argsOf({ id, version, entry = "", extra = "" }: VersionCondition): string[] {
  return [id, version === undefined ? "" : String(version), entry, extra];
}
