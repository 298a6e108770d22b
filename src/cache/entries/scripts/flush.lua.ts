import { DROP_ENTRY } from "./drop-entry.lua.js";

/**
 * Empties the cache by raising the generation: O(1) whatever it holds. The old generation is noted for the sweep, which removes
 * its keys.
 *
 * KEYS[1] generation key. ARGV: 1 MAXLEN of the stream.
 * Reply: the new generation, entries left behind (those that had expired but were not swept included), id of the event.
 */
export const FLUSH = `
${DROP_ENTRY}
local base = string.sub(KEYS[1], 1, -2)
local old = redis.call('GET', KEYS[1]) or '0'
local entries = redis.call('HGET', base .. old .. ':sum', 'entries') or '0'
redis.call('SADD', base .. 'old', old)
local new = redis.call('INCR', KEYS[1])
local event = announce(base, ARGV[1], 'all', '*')
return {string.format('%d', new), tonumber(entries), event}
`;
