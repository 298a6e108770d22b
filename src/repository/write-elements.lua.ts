import type { Command, CommandArgument } from "../executor.js";
import { Script, type ScriptCall } from "../script.js";
import { RECORD_FIELDS } from "./collection-record.js";
import { ALL_EXPIRE_FIELD, EXPIRES_FIELD } from "./expiry/expiry.js";
import { INSTANT_FUNCTIONS } from "./expiry/instant.lua.js";
import { WORDS_FUNCTION } from "./words/index.js";

/**
 * A Lua function for scripts that remove something before they add. It returns the reply of VINFO when the set would refuse
 * a vector with these parameters. It returns nil when the set would accept the vector or does not exist.
 */
export const SET_FUNCTION = `
local function misfit(key, quantization, m, dimension)
  local info = redis.call('VINFO', key)
  if not info then return nil end
  local set = {}
  for place = 1, #info, 2 do set[info[place].ok] = info[place + 1] end
  local names = {int8 = 'q8', f32 = 'none', bin = 'bin'}
  if names[set['quant-type'].ok] == quantization and set['hnsw-m'] == tonumber(m)
    and set['vector-dim'] == tonumber(dimension) and set['projection-input-dim'] == 0 then return nil end
  return info
end
`;

/**
 * A Lua function that compares the collection's record with what a writer knows of it. It returns `{"record", field …}` if the
 * record is another one, because the collection was dropped or created again, and else nil. A writer of int8 codes adds a line
 * with the version of the calibration that they belong to, which must be the one in force (see `recordForCodes`).
 */
export const RECORD_FUNCTION = `
local function otherRecord(key, expected)
  local record = redis.call('HMGET', key, ${RECORD_FIELDS.map((field) => `'${field}'`).join(", ")})
  for place = 1, #record do record[place] = record[place] or '' end
  local text = table.concat(record, '\\n')
  if text == expected then return nil, record end
  if text .. '\\n' .. (redis.call('HGET', key, 'calibration') or '') == expected then return nil, record end
  return {'record', unpack(record)}
end
`;

/**
 * Two Lua functions that write elements, for the script below and for scripts that have a condition of their own between
 * them. `examine` changes nothing. When it has found nothing wrong, `write` can fail only before its first change, at a key
 * of the codes that holds another type.
 *
 * `examine` takes the keys (1 vector set, 2 the collection's record, 3 codes, 4 bounds, 5 instants of expiry, 6 words; as many as
 * are needed, and the set's own key stands for instants that are not), the record as the writer knows it (its fields joined by
 * line feeds), the blob of one vector, and the elements. It returns what is in the way, or nil and a list that says which of the
 * elements exist. In the way is a record that has changed, `{"record", field …}`, or a set that does not fit the record because
 * another program made it, `{"set", reply of VINFO}`. The set and the user's rights are examined only before something is
 * removed or coded: otherwise VADD itself refuses what does not fit, and a user who may VREM but not VADD would lose the
 * element. In the way is also, as `{"expires"}`, that elements expire and the writer does not know it, unless `keeps` says that
 * the attributes stay, with the instant in them.
 *
 * `write` takes the arguments of one element, which are those from `first` to `last` of a list: code and range of its
 * vector, or two empty strings, then the words of VADD after the key (FP32, blob, element …), then, where elements expire, the
 * instant or an empty string, and, where words are kept, what the index stores of its text. Where elements expire, it notes that
 * in the record, and if the set was empty, that all of them have an instant.
 *
 * VREM before VADD turns a replacement into an insertion, the only kind of VADD that replicas and the AOF receive (see
 * `commands/vadd.ts`). They receive the commands of a script as one transaction (Redis 7 and later).
 */
export const WRITE_FUNCTIONS = `${SET_FUNCTION}${RECORD_FUNCTION}${INSTANT_FUNCTIONS}${WORDS_FUNCTION}
local function instantsOf(keys) return keys[5] ~= keys[1] and keys[5] end

local function examine(keys, expected, blob, elements, keeps)
  local refusal, record = otherRecord(keys[2], expected)
  if refusal then return refusal end
  if not instantsOf(keys) and not keeps and redis.call('HGET', keys[2], '${EXPIRES_FIELD}') then return {'expires'} end
  local exist, any = {}, false
  for place, element in ipairs(elements) do
    exist[place] = redis.call('VISMEMBER', keys[1], element) == 1
    any = any or exist[place]
  end
  if not any and not keys[3] then return nil, exist end
  -- Whole commands, because Redis 8.6 checks the number of their arguments as well.
  local refused = not redis.acl_check_cmd('VREM', keys[1], elements[1]) and 'VREM'
    or not redis.acl_check_cmd('VADD', keys[1], 'FP32', blob, elements[1]) and 'VADD'
    or keys[6] and forbiddenWords(keys[6])
  if refused then return redis.error_reply('NOPERM this user has no permissions to run ' .. refused) end
  local set = misfit(keys[1], record[3], record[4], record[2])
  if set then return {'set', set} end
  return nil, exist
end

local function write(keys, args, first, last, exists)
  local element = args[first + 4]
  local found = exists
  if keys[6] then
    setWords(keys[6], element, args[last])
    last = last - 1
  end
  local instants = instantsOf(keys)
  if instants then
    redis.call('HSETNX', keys[2], '${EXPIRES_FIELD}', '1')
    if redis.call('VCARD', keys[1]) == 0 then redis.call('HSETNX', keys[2], '${ALL_EXPIRE_FIELD}', '1') end
    found = exists and not isExpired(redis.call('VGETATTR', keys[1], element))
    if args[last] ~= '' then redis.call('ZADD', instants, args[last], element)
    elseif exists then redis.call('ZREM', instants, element) end
    last = last - 1
  end
  if args[first + 1] ~= '' then
    redis.call('ZADD', keys[4], 'GT', args[first + 1], 'range')
    redis.call('HSET', keys[3], element, args[first])
  end
  if exists then redis.call('VREM', keys[1], element) end
  redis.call('VADD', keys[1], unpack(args, first + 2, last))
  return found and 0 or 1
end
`;

/**
 * Writes elements of different ids if the collection's record is the one that the writer knows. Arguments: the record, then
 * for each element the number of its arguments and these. Reply: for each element 1 when it is new and 0 when it was
 * replaced; or what is in the way, and then nothing was written.
 *
 * Because of its first line a full server refuses the script before it begins, not between VREM and VADD.
 */
export const WRITE_ELEMENTS = new Script(
  `#!lua
${WRITE_FUNCTIONS}
local firsts, elements = {}, {}
local place = 2
while place <= #ARGV do
  table.insert(firsts, place + 1)
  table.insert(elements, ARGV[place + 5])
  place = place + 1 + ARGV[place]
end
local refusal, exist = examine(KEYS, ARGV[1], ARGV[6], elements)
if refusal then return refusal end
local replies = {}
for number, first in ipairs(firsts) do
  replies[number] = write(KEYS, ARGV, first, first + ARGV[first - 1] - 1, exist[number])
end
return replies
`,
  { readOnly: false },
);

/** What one call of the script writes. */
export interface WriteCall {
  readonly keys: readonly string[];
  /** The collection's record as the writer knows it. */
  readonly record: string;
  readonly elements: readonly ElementWrite[];
}

/** One element of a call: its id, and its arguments as `write` takes them. */
export interface ElementWrite {
  readonly id: string;
  readonly args: readonly CommandArgument[];
}

export function scriptCallOf({ keys, record, elements }: WriteCall): ScriptCall {
  return { keys, args: [record, ...elements.flatMap(({ args }) => [String(args.length), ...args])] };
}

/** A call that was made into a command. */
export interface SentWriteCall extends WriteCall {
  /** Whether the command names the script by its SHA-1. */
  readonly byHash: boolean;
}

/** The call that a command stands for, or undefined for any other command. For those who put a condition before the write. */
export function parseWriteCall(command: Command): SentWriteCall | undefined {
  const [name, script, keyCount, ...words] = command;
  const byHash = name === "EVALSHA" && script === WRITE_ELEMENTS.sha1;
  if (!byHash && !(name === "EVAL" && script === WRITE_ELEMENTS.text)) return undefined;
  const keys = words.slice(0, Number(keyCount)).map(String);
  const [record, ...rest] = words.slice(keys.length);
  const elements: ElementWrite[] = [];
  for (let place = 0; place < rest.length; ) {
    const first = place + 1;
    place = first + Number(rest[place]);
    elements.push({ id: String(rest[first + ID_PLACE]), args: rest.slice(first, place) });
  }
  return { keys, record: String(record), elements, byHash };
}

/** Position of the id among the arguments of an element. */
const ID_PLACE = 4;
