import { DROP_ENTRY } from "./drop-entry.lua.js";

/**
 * Removes one entry and writes the event, in one step: a reader before it has not seen the event, a reader after it finds no entry.
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
