import { Script } from "../script.js";
import { WRITE_FUNCTIONS } from "./write-elements.lua.js";

/**
 * Replaces the vector of an element and its code, and keeps its attributes. Keys as in `WRITE_ELEMENTS`. Arguments: the
 * collection's record, then code, range, and the words of VADD after the key without SETATTR.
 *
 * Reply: 1, or 0 if there is no such element; or what is in the way, as from `WRITE_ELEMENTS`.
 */
export const REPLACE_VECTOR = new Script(
  `#!lua
${WRITE_FUNCTIONS}
local refusal, exist = examine(KEYS, ARGV[1], ARGV[5], {ARGV[6]}, true)
if refusal then return refusal end
if not exist[1] then return 0 end
local attributes = redis.call('VGETATTR', KEYS[1], ARGV[6])
if isExpired(attributes) then return 0 end
local words = {unpack(ARGV, 2)}
if attributes then
  table.insert(words, 'SETATTR')
  table.insert(words, attributes)
end
write(KEYS, words, 1, #words, true)
return 1
`,
  { readOnly: false },
);
