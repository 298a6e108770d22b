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
