import type { Command } from "../executor.js";
import { Script, type ScriptCall } from "../script.js";
import { RECORD_FIELDS } from "./collection-record.js";

/**
 * A Lua function that says what is known of a set (the reply of VINFO) when it would refuse a vector of these parameters, and
 * nil when it would take it or does not exist. For scripts that remove something before they add.
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
 * Two Lua functions that write one element, for the script below and for scripts that have a condition of their own between
 * them. `examine` changes nothing. After it has found nothing wrong, `write` can only fail before its first change: at a key
 * of the codes that holds another type.
 *
 * keys: 1 vector set, 2 the collection's record, then, where codes are kept: 3 codes, 4 bounds.
 * args: 1 the record as the writer knows it, its fields joined by line feeds; 2 code and 3 range of the vector, or empty;
 * then the words of VADD after the key: 4 FP32, 5 blob, 6 element …
 *
 * `examine` returns what is in the way (nil: nothing) and whether there is something to replace. In the way is a record that
 * is another one by now, `{"record", field …}`, or a set that the record does not describe, because another program made it:
 * `{"set", reply of VINFO}`. The set is looked at only before something is
 * removed or coded; otherwise VADD itself refuses what does not fit. So is the user's right to VADD: a user who may VREM but
 * not VADD would lose the element.
 *
 * VREM before VADD makes a replacement an insertion, the one kind of VADD that replicas and AOF learn of (see
 * `commands/vadd.ts`). They get the commands of a script as one transaction (Redis 7 and later).
 */
export const WRITE_FUNCTIONS = `${SET_FUNCTION}
local function examine(keys, args)
  local record = redis.call('HMGET', keys[2], ${RECORD_FIELDS.map((field) => `'${field}'`).join(", ")})
  for place = 1, #record do record[place] = record[place] or '' end
  if table.concat(record, '\\n') ~= args[1] then return {'record', unpack(record)} end
  local exists = redis.call('VISMEMBER', keys[1], args[6]) == 1
  if not exists and not keys[3] then return nil, false end
  -- Whole commands: Redis 8.6 checks the number of their arguments, too.
  local refused = not redis.acl_check_cmd('VREM', keys[1], args[6]) and 'VREM'
    or not redis.acl_check_cmd('VADD', keys[1], 'FP32', args[5], args[6]) and 'VADD'
  if refused then return redis.error_reply('NOPERM this user has no permissions to run ' .. refused) end
  local set = misfit(keys[1], record[3], record[4], record[2])
  if set then return {'set', set} end
  return nil, exists
end

local function write(keys, args, exists)
  if keys[3] then
    redis.call('ZADD', keys[4], 'GT', args[3], 'range')
    redis.call('HSET', keys[3], args[6], args[2])
  end
  if exists then redis.call('VREM', keys[1], args[6]) end
  redis.call('VADD', keys[1], unpack(args, 4))
  return exists and 0 or 1
end
`;

/**
 * Writes one element if the collection's record is the one that the writer knows. Reply: 1 for a new element, 0 for one that
 * was replaced, or what is in the way.
 *
 * With a first line of this kind a full server refuses the script before it begins, not between VREM and VADD.
 */
export const WRITE_ELEMENT = new Script(
  `#!lua
${WRITE_FUNCTIONS}
local refusal, exists = examine(KEYS, ARGV)
return refusal or write(KEYS, ARGV, exists)
`,
  { readOnly: false },
);

/** One write, taken apart from the command that it was sent as. */
export interface WriteCall extends ScriptCall {
  readonly element: string;
  /** Whether the command names the script by its SHA-1. */
  readonly byHash: boolean;
}

/** The write that a command stands for, or undefined for any other command. For those who put a condition of their own before it. */
export function parseWriteCall([name, script, keyCount, ...words]: Command): WriteCall | undefined {
  const byHash = name === "EVALSHA" && script === WRITE_ELEMENT.sha1;
  if (!byHash && !(name === "EVAL" && script === WRITE_ELEMENT.text)) return undefined;
  const keys = words.slice(0, Number(keyCount)).map(String);
  const args = words.slice(keys.length);
  return { keys, args, element: String(args[ELEMENT_PLACE]), byHash };
}

/** Of the element among the arguments. */
const ELEMENT_PLACE = 5;
