import { ANEW_DAYS_KEPT, DAYS, DAYS_KEPT } from "./days.lua.js";

const DAY_SECONDS = 86_400;

/**
 * Adds one instance's counts to the tenant's counts, once: a repeated batch is recognized by its number. Counters that begin with `took:`
 * and `anew:` are counted by day.
 *
 * KEYS[1] generation key. ARGV: 1 instance, 2 number of the batch (1, 2, 3 …), 3 seconds that the number is remembered,
 * then counter, whole number …
 *
 * Reply: 1 when it was added, 0 when it had been before; entries, bytes of the current generation.
 */
export const FLUSH_LEDGER = `
local base = string.sub(KEYS[1], 1, -2)
${DAYS}
local mark = base .. 'led:' .. ARGV[1]
local added = 0
if tonumber(redis.call('GET', mark) or '0') < tonumber(ARGV[2]) then
  redis.call('SET', mark, ARGV[2], 'EX', ARGV[3])
  local time = redis.call('TIME')
  redis.call('HSETNX', base .. 'led', 'since', string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000)))
  local day = key_of(today())
  for i = 4, #ARGV, 2 do
    local kind, name = string.match(ARGV[i], '^(%l+):(.*)$')
    if kind == 'took' then redis.call('HINCRBY', day, name, ARGV[i + 1])
    elseif kind == 'anew' then count_anew(day .. ':anew', name, ARGV[i + 1])
    else redis.call('HINCRBY', base .. 'led', ARGV[i], ARGV[i + 1]) end
  end
  redis.call('EXPIRE', day, ${DAYS_KEPT * DAY_SECONDS})
  redis.call('EXPIRE', day .. ':anew', ${ANEW_DAYS_KEPT * DAY_SECONDS})
  added = 1
end
local sum = redis.call('HMGET', base .. (redis.call('GET', KEYS[1]) or '0') .. ':sum', 'entries', 'bytes')
return {added, sum[1] or '0', sum[2] or '0'}
`;

/**
 * A tenant's counts at one moment. Reads only.
 *
 * KEYS[1] generation key. ARGV: 1 instance.
 *
 * Reply: generation, counters (name, value …), number of the instance's latest batch, entries, bytes, now (server's clock).
 */
export const READ_LEDGER = `
local base = string.sub(KEYS[1], 1, -2)
local g = redis.call('GET', KEYS[1]) or '0'
local sum = redis.call('HMGET', base .. g .. ':sum', 'entries', 'bytes')
local time = redis.call('TIME')
return {
  g, redis.call('HGETALL', base .. 'led'), redis.call('GET', base .. 'led:' .. ARGV[1]) or '0',
  sum[1] or '0', sum[2] or '0', string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
}
`;
