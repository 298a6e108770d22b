import { Script } from "../script.js";
import { INSTANT_FUNCTIONS } from "./expiry/instant.lua.js";
import { WORDS_FUNCTION } from "./words/index.js";
import { RECORD_FUNCTION } from "./write-elements.lua.js";

/**
 * Replaces the attributes of an element, and its words with them, but not the instant from which it has expired. Keys: 1 vector set, 2 the collection's record, 3 words. Arguments:
 * the record as the caller knows it, id, attributes, and what the index stores of the text.
 *
 * Reply: 1, or 0 if there is no such element; or `{"record", field …}`, and then nothing was changed.
 */
export const SET_WITH_WORDS = new Script(
  `#!lua
${RECORD_FUNCTION}${WORDS_FUNCTION}${INSTANT_FUNCTIONS}
local refusal = otherRecord(KEYS[2], ARGV[1])
if refusal then return refusal end
if redis.call('VISMEMBER', KEYS[1], ARGV[2]) == 0 then return 0 end
local stored = redis.call('VGETATTR', KEYS[1], ARGV[2])
if isExpired(stored) then return 0 end
local forbidden = forbiddenWords(KEYS[3])
  or not redis.acl_check_cmd('VSETATTR', KEYS[1], ARGV[2], ARGV[3]) and 'VSETATTR'
if forbidden then return redis.error_reply('NOPERM this user has no permissions to run ' .. forbidden) end
setWords(KEYS[3], ARGV[2], ARGV[4])
return redis.call('VSETATTR', KEYS[1], ARGV[2], withInstantOf(stored, ARGV[3]))
`,
  { readOnly: false },
);
