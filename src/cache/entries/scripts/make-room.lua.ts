/**
 * Lua functions that decide how long entries stay: by time, by use, and within the tenant's limits. They need DROP_ENTRY.
 *
 * The score of an entry is the base-2 logarithm of its decayed uses, in half-lives since 1970. A use at time t counts
 * 2^(t / half-life), so a use always weighs twice as much as one a half-life earlier, and no stored score needs rewriting
 * ("forward decay", Cormode et al. 2009, https://doi.org/10.1109/ICDE.2009.65). `lru` keeps the last use only, `lfu` the sum
 * of all uses, `importance` that sum times the cost of the answer. All three are on one scale, so that a change of the
 * eviction policy needs no rebuilding.
 *
 * `clock()`: milliseconds of the server.
 * `worth(policy, old, times, at, weight)`: a new score; `weight` is the logarithm of the cost.
 * `settle(prefix, id, now)`: removes an entry that has expired; corrects the index for an entry that still lives.
 * `victim(prefix, policy, spared)`: which entry goes next. `importance` evicts near-duplicates first: of the lowest 8 entries,
 * the first one with a near neighbour that is more useful goes before the lowest. An entry without such a neighbour is marked
 * (field `y`) and not searched for again, so that there is about one search per eviction.
 * `make_room(…)`: removes entries until the limits hold: expired ones first, and at most `most` in all (with `importance` a
 * quarter of that). Returns whether that was enough, how many went by time and by policy, and their bytes.
 */
export const MAKE_ROOM = `
local HALF_LIFE_MS = 7200000
local CANDIDATES = 8
local CLOSE = 0.975
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function exact(number) return string.format('%.17g', number) end
local function log2(number) return math.log(number) / math.log(2) end
local function worth(policy, old, times, at, weight)
  local use = at / HALF_LIFE_MS
  if policy == 'lru' then return old and math.max(old, use) or use end
  use = use + log2(times)
  if policy == 'importance' then use = use + weight end
  if not old then return use end
  local more, less = math.max(old, use), math.min(old, use)
  return more + log2(1 + 2 ^ (less - more))
end
local function settle(prefix, id, now)
  local life = redis.call('PTTL', prefix .. 'e:' .. id)
  if life == -2 then return true, drop(prefix, id) end
  redis.call('ZADD', prefix .. 'exp', life == -1 and '+inf' or string.format('%d', now + life + 1), id)
  return false, 0
end
local function sums(prefix)
  local sum = redis.call('HMGET', prefix .. 'sum', 'entries', 'bytes')
  return tonumber(sum[1] or '0'), tonumber(sum[2] or '0')
end
local function is_redundant(prefix, id, score)
  local set = prefix .. 'v:' .. string.sub(id, 1, 16)
  local near = redis.pcall('VSIM', set, 'ELE', id, 'WITHSCORES', 'COUNT', 2, 'EF', 16)
  if near.err then return false end
  for i = 1, #near, 2 do
    if near[i] ~= id and tonumber(near[i + 1]) >= CLOSE then
      local other = tonumber(redis.call('ZSCORE', prefix .. 'use', near[i]) or '-inf')
      if other > score and redis.call('EXISTS', prefix .. 'e:' .. near[i]) == 1 then return true end
    end
  end
  return false
end
local function victim(prefix, policy, spared)
  local last = policy == 'importance' and CANDIDATES or 1
  local lowest = redis.call('ZRANGE', prefix .. 'use', 0, last, 'WITHSCORES')
  local first
  for i = 1, #lowest, 2 do
    local id = lowest[i]
    if id ~= spared then
      first = first or id
      if policy ~= 'importance' then return id end
      local key = prefix .. 'e:' .. id
      local entry = redis.pcall('HMGET', key, 'c', 'y')
      if entry.err or not entry[1] then return id end
      if not entry[2] then
        if is_redundant(prefix, id, tonumber(lowest[i + 1])) then return id end
        redis.call('HSET', key, 'y', '1')
      end
    end
  end
  return first
end
local function make_room(prefix, now, policy, spared, max_entries, max_bytes, most)
  local entries, bytes = sums(prefix)
  local expired, evicted, freed = 0, 0, 0
  if entries <= max_entries and bytes <= max_bytes then return true, expired, evicted, freed end
  for _, id in ipairs(redis.call('ZRANGE', prefix .. 'exp', '-inf', '(' .. string.format('%d', now), 'BYSCORE', 'LIMIT', 0, most)) do
    if id ~= spared then
      local gone, size = settle(prefix, id, now)
      if gone then expired, freed = expired + 1, freed + size end
    end
  end
  entries, bytes = sums(prefix)
  if policy == 'importance' then most = expired + math.ceil((most - expired) / 4) end
  while (entries > max_entries or bytes > max_bytes) and expired + evicted < most do
    local id = victim(prefix, policy, spared)
    if not id then break end
    evicted, freed = evicted + 1, freed + drop(prefix, id)
    entries, bytes = sums(prefix)
  end
  return entries <= max_entries and bytes <= max_bytes, expired, evicted, freed
end
`;
