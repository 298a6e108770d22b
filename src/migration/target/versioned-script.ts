import { WORDS_FUNCTION, WRITE_FUNCTIONS, type WriteCall } from "../../repository/index.js";
import { Script, type ScriptCall } from "../../script.js";
import { type ElementKeys, elementKeys } from "./migration-keys.js";

/** The two sides of a migration. The active side answers reads and is written first. */
export type Side = "old" | "new";

/**
 * Conditions of a versioned write or delete of one id. The script checks them and writes in one atomic step:
 *
 * - The side that was active when the version was taken still is. Otherwise the reply for the id is `{"side"}`. The fence says it
 *   (see `nextVersion`), because the alias is in another slot if the collection has shards.
 * - No newer version of the id exists. Otherwise the reply for the id is `{"older"}`. Every live write or delete is newer than a
 *   backfill. The same version may be written again, so a retry after a lost reply is harmless.
 *
 * Otherwise the reply is that of the write or delete itself. A call without a version has no conditions and leaves none.
 *
 * KEYS: 1 versions, 2 fence, 3 extra, then the keys of the write or delete.
 * ARGV: 1 version, or empty; 2 `live` or `backfill`; then the arguments of each script.
 */
const CONDITION = `
local version = tonumber(ARGV[1])
local live = ARGV[2] == 'live'

local function refusal(id)
  if not version then return nil end
  if version < tonumber(redis.call('GET', KEYS[2]) or 0) then return {'side'} end
  local known = redis.call('HGET', KEYS[1], id)
  if known and not (live and tonumber(known) <= version) then return {'older'} end
end

-- Called after the write or delete.
local function save_version_and_extra(id, extra)
  if version and live then redis.call('HSET', KEYS[1], id, ARGV[1]) end
  if extra == '' then redis.call('HDEL', KEYS[3], id) else redis.call('HSET', KEYS[3], id, extra) end
end
`;

/**
 * ARGV: 3 the collection's record, then for each element its id, its extra or an empty string, the number of its arguments, and
 * these arguments, as in the repository's own script. Reply: a list with one reply for each element, or the reason why the whole
 * call was refused.
 *
 * Without the flag allow-oom, a server out of memory refuses the script before its first command, so no write is half done.
 */
export const VERSIONED_WRITE = new Script(
  `#!lua
${WRITE_FUNCTIONS}${CONDITION}
local keys = {unpack(KEYS, 4)}
local places, elements = {}, {}
local place = 4
while place <= #ARGV do
  table.insert(places, place)
  table.insert(elements, ARGV[place])
  place = place + 3 + ARGV[place + 2]
end
local outdated, exist = examine(keys, ARGV[3], ARGV[10], elements)
if outdated then return outdated end
local replies = {}
for number, place in ipairs(places) do
  local id, extra = ARGV[place], ARGV[place + 1]
  local refused = refusal(id)
  if not refused then
    local first = place + 3
    replies[number] = write(keys, ARGV, first, first + ARGV[first - 1] - 1, exist[number])
    save_version_and_extra(id, extra)
  else
    replies[number] = refused
  end
end
return replies
`,
  { readOnly: false },
);

/**
 * KEYS: 4 vector set, 5 codes, 6 instants of expiry, and, where they are kept, 7 words. ARGV: 3 id, 4 extra or an empty string.
 * Reply: 1 if the element existed. A delete frees memory, so it may run on a server out of memory.
 */
export const VERSIONED_REMOVE = new Script(
  `#!lua flags=allow-oom
${WORDS_FUNCTION}${CONDITION}
local id, extra = ARGV[3], ARGV[4]
local refused = refusal(id)
if refused then return refused end
if KEYS[7] then setWords(KEYS[7], id, '') end
redis.call('HDEL', KEYS[5], id)
-- A user without this right has no elements that expire.
if redis.acl_check_cmd('ZREM', KEYS[6], id) then redis.call('ZREM', KEYS[6], id) end
local removed = redis.call('VREM', KEYS[4], id)
save_version_and_extra(id, extra)
return removed
`,
  { readOnly: false },
);

/** The version of a write, and whether it is a live write or one of a backfill. */
export interface WriteVersion {
  readonly kind: "live" | "backfill";
  readonly version: number;
}

/** A write of the repository, or the delete of an id. `extras` has the JSON texts to store beside the elements; without one it is deleted. */
interface Conditions {
  /** Undefined for a write without conditions. */
  readonly version: WriteVersion | undefined;
  readonly extras: ReadonlyMap<string, string | undefined>;
}

/** The call that writes the elements of `write`, each under the condition for its id. */
export function versionedWrite(
  { keys, record, elements }: WriteCall,
  { version, extras }: Conditions,
): ScriptCall {
  const args = elements.flatMap(({ id, args: words }) => [
    id,
    extras.get(id) ?? "",
    String(words.length),
    ...words,
  ]);
  // The first key of a write is that of the vector set.
  return {
    keys: [...conditionKeys(elementKeys(keys[0]!)), ...keys],
    args: [...versionArgs(version), record, ...args],
  };
}

/** An id to delete, and where. */
export interface Removal {
  readonly id: string;
  readonly vectorsKey: string;
  /** Of the index of words, if the collection keeps one. */
  readonly wordsKey: string | undefined;
}

/** The call that deletes an id under its condition. */
export function versionedRemove(
  { id, vectorsKey, wordsKey }: Removal,
  { version, extras }: Conditions,
): ScriptCall {
  const keys = elementKeys(vectorsKey);
  const words = wordsKey === undefined ? [] : [wordsKey];
  return {
    keys: [...conditionKeys(keys), keys.vectors, keys.codes, keys.expiry, ...words],
    args: [...versionArgs(version), id, extras.get(id) ?? ""],
  };
}

function conditionKeys({ versions, fence, extra }: ElementKeys): string[] {
  return [versions, fence, extra];
}

function versionArgs(version: WriteVersion | undefined): string[] {
  return version === undefined ? ["", ""] : [String(version.version), version.kind];
}
