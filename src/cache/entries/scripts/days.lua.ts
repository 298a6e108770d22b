/** Days that are kept, the present one included: their look-ups by duration. */
export const DAYS_KEPT = 31;

/** Days of which the questions that were answered anew are kept, the present one included. */
export const ANEW_DAYS_KEPT = 7;

/** Questions that are kept of one day. */
const ANEW_KEPT = 500;

/** Questions of one day that a reading has. */
const ANEW_READ = 100;

/**
 * Lua functions for what is kept by day (UTC, by the server's clock): `{tag}:day:<day>`, a hash, and `{tag}:day:<day>:anew`, a sorted
 * set of at most 500 entry ids. Both expire. `day` counts from 1970. They need `base`.
 *
 * `today()`: the present day. `key_of(day)`: its hash. `forget_days()`: erases all days, returns how many counters there were.
 * `count_anew(key, id, times)`: "space saving" (Metwally et al. 2005, https://doi.org/10.1007/978-3-540-30570-5_27): if the
 * set is full, a new id replaces the id with the lowest count, and its own count begins at that count. So a count may be too high, but by
 * no more than the lowest count in the set, and no id that came more often than that is missing.
 */
export const DAYS = `
local function today() return math.floor(redis.call('TIME')[1] / 86400) end
local function key_of(day) return base .. 'day:' .. day end
local function count_anew(key, id, times)
  if not redis.call('ZSCORE', key, id) and redis.call('ZCARD', key) >= ${ANEW_KEPT} then
    local lowest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
    redis.call('ZREM', key, lowest[1])
    times = times + lowest[2]
  end
  redis.call('ZADD', key, 'INCR', times, id)
end
local function forget_days()
  local counters, day = 0, today()
  for past = 0, ${DAYS_KEPT} do
    local key = key_of(day - past)
    counters = counters + redis.call('HLEN', key) + redis.call('ZCARD', key .. ':anew')
    redis.call('DEL', key, key .. ':anew')
  end
  return counters
end
`;

/**
 * What was counted by day, oldest first. Days without a look-up are left out. Reads only.
 *
 * KEYS[1] generation key. ARGV: 1 number of days, the present one included.
 *
 * Reply: generation, now (milliseconds of the server's clock), then for each day a list: the day; counters (name, value …); the entry
 * ids that were answered anew most often (id, count …); the most by which such a count may be too high.
 */
export const READ_DAYS = `
local base = string.sub(KEYS[1], 1, -2)
${DAYS}
local time = redis.call('TIME')
local reply = {redis.call('GET', KEYS[1]) or '0', string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))}
for day = today() - ARGV[1] + 1, today() do
  local key = key_of(day)
  local counters = redis.call('HGETALL', key)
  if #counters > 0 then
    local anew = redis.call('ZRANGE', key .. ':anew', 0, ${ANEW_READ - 1}, 'REV', 'WITHSCORES')
    local lowest = {}
    if redis.call('ZCARD', key .. ':anew') >= ${ANEW_KEPT} then
      lowest = redis.call('ZRANGE', key .. ':anew', 0, 0, 'WITHSCORES')
    end
    reply[#reply + 1] = {day, counters, anew, lowest[2] or '0'}
  end
end
return reply
`;
