/**
 * Removes codes and instants of expiry whose element is not in the set. A script, so that an element that is added meanwhile keeps
 * its own.
 *
 * KEYS: 1 the set, 2 the hash or sorted set. ARGV: 1 "HDEL" or "ZREM", 2 "" or "dry" for counting only, then ids.
 * Reply: how many were removed.
 */
export const REMOVE_CODES = `
local removed = 0
for at = 3, #ARGV do
  if redis.call('VISMEMBER', KEYS[1], ARGV[at]) == 0 then
    removed = removed + (ARGV[2] == 'dry' and 1 or redis.call(ARGV[1], KEYS[2], ARGV[at]))
  end
end
return removed
`;

/**
 * Removes entries and vectors of a cache whose id is in no list of it.
 *
 * KEYS: 1 the sorted set of expiries. ARGV: 1 "entries" or "vectors", 2 "" or "dry", 3 what the keys of entries begin with, or the
 * key of the set, then ids. Reply: how many were removed.
 */
export const REMOVE_ENTRIES = `
local removed = 0
for at = 4, #ARGV do
  if not redis.call('ZSCORE', KEYS[1], ARGV[at]) then
    if ARGV[2] == 'dry' then removed = removed + 1
    elseif ARGV[1] == 'entries' then removed = removed + redis.call('DEL', ARGV[3] .. ARGV[at])
    else removed = removed + redis.call('VREM', ARGV[3], ARGV[at]) end
  end
end
return removed
`;
