import { Script } from "../script.js";
import { INSTANT_FUNCTIONS } from "./expiry/instant.lua.js";
import { WORDS_FUNCTION } from "./words/index.js";
import { RECORD_FUNCTION } from "./write-elements.lua.js";

/**
 * Two scripts that change elements whose attributes are still those that the caller has read. Keys: 1 vector set, 2 the
 * collection's record, 3 codes, then, where elements expire, 4 instants, and, where they are kept, 5 words. The set's own key stands
 * for instants that are not kept. Arguments: the record as the caller knows it, then for each element its id, the attributes that the
 * caller has read (empty for none), and further arguments.
 *
 * Reply: `{"elements", {…}}` with 1 for each element that was changed, 0 for one that does not exist or has expired, or the attributes that it
 * has now; or `{"record", field …}`, and then nothing was changed. Replicas and the AOF receive the changes of a call as one transaction.
 */

const UNCHANGED_FUNCTION = `${RECORD_FUNCTION}${INSTANT_FUNCTIONS}${WORDS_FUNCTION}
local instants = KEYS[4] ~= KEYS[1] and KEYS[4]
local forbidden = KEYS[5] and forbiddenWords(KEYS[5])
if forbidden then return redis.error_reply('NOPERM this user has no permissions to run ' .. forbidden) end
local function eachUnchanged(keys, args, width, change)
  local refusal = otherRecord(keys[2], args[1])
  if refusal then return refusal end
  local replies = {}
  for first = 2, #args, width do
    local id, expected = args[first], args[first + 1]
    local reply = 0
    if redis.call('VISMEMBER', keys[1], id) == 1 then
      local stored = redis.call('VGETATTR', keys[1], id) or ''
      if isExpired(stored) then
        reply = 0
      elseif stored == expected then
        change(id, args[first + 2], args[first + 3])
        reply = 1
      else
        reply = stored
      end
    end
    table.insert(replies, reply)
  end
  return {'elements', replies}
end
`;

/** Deletes elements and their codes. It may run on a full server, too. The rights are examined before the first change. */
export const DELETE_UNCHANGED = new Script(
  `#!lua flags=allow-oom
${UNCHANGED_FUNCTION}
local refused = not redis.acl_check_cmd('VREM', KEYS[1], ARGV[2]) and 'VREM'
  or not redis.acl_check_cmd('HDEL', KEYS[3], ARGV[2]) and 'HDEL'
  or instants and not redis.acl_check_cmd('ZREM', instants, ARGV[2]) and 'ZREM'
if refused then return redis.error_reply('NOPERM this user has no permissions to run ' .. refused) end
return eachUnchanged(KEYS, ARGV, 2, function(id)
  if KEYS[5] then setWords(KEYS[5], id, '') end
  redis.call('HDEL', KEYS[3], id)
  if instants then redis.call('ZREM', instants, id) end
  redis.call('VREM', KEYS[1], id)
end)
`,
  { readOnly: false },
);

/**
 * Replaces the attributes of elements by the third argument of each; the fourth is what the index stores of the text, where words are
 * kept. A full server refuses it before it begins.
 */
export const SET_UNCHANGED = new Script(
  `#!lua
${UNCHANGED_FUNCTION}
return eachUnchanged(KEYS, ARGV, KEYS[5] and 4 or 3, function(id, attributes, entry)
  if KEYS[5] then setWords(KEYS[5], id, entry) end
  redis.call('VSETATTR', KEYS[1], id, attributes)
end)
`,
  { readOnly: false },
);
