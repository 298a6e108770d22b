import { Script } from "../../script.js";
import { INSTANT_FUNCTIONS } from "./instant.lua.js";
import { INSTANT_PREFIX } from "./stored-instant.js";

/**
 * Replaces the attributes of an element, but not the instant from which it has expired. KEYS: 1 vector set. ARGV: 1 id, 2 JSON text
 * without an instant, or empty. Reply: 1, or 0 if there is no such element.
 */
export const SET_ATTRIBUTES = new Script(
  `#!lua
${INSTANT_FUNCTIONS}
local stored = redis.call('VGETATTR', KEYS[1], ARGV[1])
local instant = instantOf(stored)
if not instant then return redis.call('VSETATTR', KEYS[1], ARGV[1], ARGV[2]) end
if instant <= clockMs() then return 0 end
local rest = ARGV[2] == '' and '}' or ARGV[2] == '{}' and ' }' or ',' .. string.sub(ARGV[2], 2)
return redis.call('VSETATTR', KEYS[1], ARGV[1], '${INSTANT_PREFIX}' .. string.format('%.0f', instant) .. rest)
`,
  { readOnly: false },
);
