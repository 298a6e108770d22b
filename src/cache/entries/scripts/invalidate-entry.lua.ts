import { DROP_ENTRY } from "./drop-entry.lua.js";

/**
 * Takes one entry away and says so, in one step: who reads it before has not seen the event, who reads later does not find it.
 *
 * KEYS[1] generation key. ARGV: 1 entry id, 2 MAXLEN of the stream.
 * Reply: entries removed (0 or 1), id of the event.
 */
export const INVALIDATE_ENTRY = `
${DROP_ENTRY}
local base = string.sub(KEYS[1], 1, -2)
local prefix = base .. (redis.call('GET', KEYS[1]) or '0') .. ':'
local lives = redis.call('EXISTS', prefix .. 'e:' .. ARGV[1])
drop(prefix, ARGV[1])
return {lives, announce(base, ARGV[2], 'entry', ARGV[1])}
`;
