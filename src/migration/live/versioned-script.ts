import { WRITE_FUNCTIONS, type WriteCall } from "../../repository/index.js";
import { Script, type ScriptCall } from "../../script.js";
import type { MigrationKeys } from "../migration-keys.js";

/** Which side of a migration answers and decides. */
export type Side = "old" | "new";

/**
 * A write or delete of one id that is done only if nothing newer is known of the id, and only if the side that decides is
 * the one that the writer expects. The condition and the change are one step.
 *
 * KEYS: 1 versions, 2 pending, 3 alias, 4 extra, then the keys of the write or delete. ARGV: 1 the side; then what each
 * script says. The four words of a condition are: id; version, or empty for a backfill; entry of the pending stream or
 * empty; extra or empty.
 *
 * A backfill (no version) gives way to any live write or delete of the id. A live write gives way to a later one. The same
 * version is written again, so repeating a call after a lost reply does no harm. Replies for one id: `{"older"}` when it gave
 * way, `{"side"}` when another side decides, otherwise the reply of the write or delete.
 */
const CONDITION = `
local function settle(entry)
  if entry ~= '' then redis.call('XDEL', KEYS[2], entry) end
end

local function refusal(id, version, entry)
  if (redis.call('GET', KEYS[3]) or 'old') ~= ARGV[1] then return {'side'} end
  local known = redis.call('HGET', KEYS[1], id)
  if known and (version == '' or tonumber(known) > tonumber(version)) then
    settle(entry)
    return {'older'}
  end
end

-- To be called after the write or delete.
local function note(id, version, entry, extra)
  if version ~= '' then redis.call('HSET', KEYS[1], id, version) end
  if extra == '' then redis.call('HDEL', KEYS[4], id) else redis.call('HSET', KEYS[4], id, extra) end
  settle(entry)
end
`;

/**
 * ARGV: 2 the collection's record, then for each element its condition (4 words), the number of its arguments, and these, as
 * in the repository's own script. Reply: one for each element, or what is in the way of the whole call.
 *
 * A full server refuses the script before it begins, not between its commands.
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
    note(id, version, entry, extra)
  else
    replies[number] = refused
  end
end
return replies
`,
  { readOnly: false },
);

/**
 * KEYS: 5 vector set, 6 codes. ARGV: 2 to 5 the condition. Reply: whether the element was there. Deleting makes room, so a
 * full server lets it through.
 */
export const VERSIONED_REMOVE = new Script(
  `#!lua flags=allow-oom
${CONDITION}
local id, version, entry, extra = unpack(ARGV, 2, 5)
local refused = refusal(id, version, entry)
if refused then return refused end
redis.call('HDEL', KEYS[6], id)
local removed = redis.call('VREM', KEYS[5], id)
note(id, version, entry, extra)
return removed
`,
  { readOnly: false },
);

/** The condition of one write or delete of one id. */
export interface VersionCondition {
  readonly id: string;
  /** Undefined: of a backfill. */
  readonly version: number | undefined;
  /** Entry of the pending stream that this settles. */
  readonly entry: string | undefined;
  /** JSON text to keep beside the element. */
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
    ...wordsOf(conditionOf(id)),
    String(words.length),
    ...words,
  ]);
  return { keys: [...conditionKeys(keys), ...written], args: [side, record, ...args] };
}

/** The call that deletes the id of the condition. */
export function versionedRemove(keys: MigrationKeys, side: Side, condition: VersionCondition): ScriptCall {
  return { keys: [...conditionKeys(keys), keys.vectors, keys.codes], args: [side, ...wordsOf(condition)] };
}

function conditionKeys({ versions, pending, alias, extra }: MigrationKeys): string[] {
  return [versions, pending, alias, extra];
}

function wordsOf({ id, version, entry = "", extra = "" }: VersionCondition): string[] {
  return [id, version === undefined ? "" : String(version), entry, extra];
}
