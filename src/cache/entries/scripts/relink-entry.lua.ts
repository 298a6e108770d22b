/**
 * Gives an entry another answer id, unless it is gone or has changed meanwhile.
 *
 * KEYS[1] generation key. ARGV: 1 entry id, 2 the answer id it has, or "" for any, 3 the new one.
 * Reply: 1 when it was changed, else 0.
 */
export const RELINK_ENTRY = `
local g = redis.call('GET', KEYS[1]) or '0'
local key = string.sub(KEYS[1], 1, -2) .. g .. ':e:' .. ARGV[1]
local known = redis.call('HGET', key, 'a')
if not known or (ARGV[2] ~= '' and known ~= ARGV[2]) then return 0 end
redis.call('HSET', key, 'a', ARGV[3])
return 1
`;
