import { DROP_ENTRY } from "./drop-entry.lua.js";
import { MAKE_ROOM } from "./make-room.lua.js";

/**
 * One step of the sweep: removes expired entries, then entries over the limits, then entries that a flush left behind.
 *
 * KEYS[1] generation key. ARGV: 1 instance that sweeps, or "" for a step without election, 2 ms that the election holds, or 0
 * to give it up, 3 entries to remove at most, 4 maxEntries, 5 maxBytes, 6 policy of eviction.
 *
 * The election is a key that its holder renews with each step. When the holder dies the key expires, and the next instance
 * that asks is elected.
 *
 * Reply: 0 | 1 whether another instance is elected (nothing was done then); entries removed because they had expired, were over
 * the limits, or were left behind by a flush; their bytes; 0 | 1 whether there is more to do; ms until the next step is worth
 * while, or −1.
 */
export const SWEEP_ENTRIES = `
${DROP_ENTRY}${MAKE_ROOM}
local base = string.sub(KEYS[1], 1, -2)
local token, holder = ARGV[1], redis.call('GET', base .. 'sweep')
if token ~= '' then
  if holder and holder ~= token then return {1, 0, 0, 0, 0, 0, math.max(1, redis.call('PTTL', base .. 'sweep'))} end
  if ARGV[2] == '0' then
    if holder then redis.call('DEL', base .. 'sweep') end
    return {0, 0, 0, 0, 0, 0, -1}
  end
end
local g = redis.call('GET', KEYS[1]) or '0'
local prefix = base .. g .. ':'
local now, left = clock(), tonumber(ARGV[3])
local expired, flushed, freed, looked = 0, 0, 0, 0
for _, id in ipairs(redis.call('ZRANGE', prefix .. 'exp', '-inf', '(' .. string.format('%d', now), 'BYSCORE', 'LIMIT', 0, left)) do
  local gone, size = settle(prefix, id, now)
  looked = looked + 1
  if gone then expired, freed = expired + 1, freed + size end
end
left = left - looked
local fits, late, evicted, size = true, 0, 0, 0
if left > 0 then
  fits, late, evicted, size = make_room(prefix, now, ARGV[6], '', tonumber(ARGV[4]), tonumber(ARGV[5]), left)
  expired, freed, left = expired + late, freed + size, left - late - evicted
end
local old = left > 0 and redis.call('SRANDMEMBER', base .. 'old')
while old do
  local behind = base .. old .. ':'
  if old ~= g then
    for _, id in ipairs(redis.call('ZRANGE', behind .. 'exp', 0, left - 1)) do
      flushed, left, freed = flushed + 1, left - 1, freed + drop(behind, id)
    end
  end
  if left == 0 then break end
  if old ~= g then redis.call('DEL', behind .. 'exp', behind .. 'use', behind .. 'own', behind .. 'sum') end
  redis.call('SREM', base .. 'old', old)
  old = redis.call('SRANDMEMBER', base .. 'old')
end
local more = (left <= 0 or not fits or redis.call('EXISTS', base .. 'old') == 1) and 1 or 0
local wait, first = -1, redis.call('ZRANGE', prefix .. 'exp', 0, 0, 'WITHSCORES')[2]
if first and first ~= 'inf' then wait = math.max(0, tonumber(first) - now + 1) end
-- This write comes last, after writes that free memory, so that a full server is swept, too.
if token ~= '' then redis.call('SET', base .. 'sweep', token, 'PX', ARGV[2]) end
return {0, expired, evicted, flushed, freed, more, wait}
`;
