import { Script } from "../../script.js";
import { INSTANT_FUNCTIONS } from "./instant.lua.js";

/**
 * Replaces the attributes of an element, but not the instant from which it has expired. KEYS: 1 vector set. ARGV: 1 id, 2 JSON text
 * without an instant, or empty. Reply: 1, or 0 if there is no such element.
 */
export const SET_ATTRIBUTES = new Script(
  `#!lua
${INSTANT_FUNCTIONS}
local stored = redis.call('VGETATTR', KEYS[1], ARGV[1])
if isExpired(stored) then return 0 end
return redis.call('VSETATTR', KEYS[1], ARGV[1], withInstantOf(stored, ARGV[2]))
`,
  { readOnly: false },
);
