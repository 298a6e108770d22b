import { DAYS } from "./days.lua.js";

/**
 * Begins a new, empty generation of a tenant, so that copies in the memory of other processes become invalid. Erases the ledger
 * and all events but the new one. The counter of leases may go as well, because lease numbers follow the clock.
 *
 * If the decision policy had stored anything, the script writes a new epoch: other instances then drop what they learned.
 *
 * KEYS[1] generation key. ARGV: 1 instance that clears, 2 the new epoch, 3 and on the names of the policy's keys.
 *
 * Reply: new generation, entries and bytes that were left behind, also by flushes before; keys of the policy, counters and events that were
 * erased.
 */
export const CLEAR_TENANT = `
local base = string.sub(KEYS[1], 1, -2)
${DAYS}
local g = redis.call('GET', KEYS[1]) or '0'
redis.call('SADD', base .. 'old', g)
local entries, bytes = 0, 0
for _, old in ipairs(redis.call('SMEMBERS', base .. 'old')) do
  local sum = redis.call('HMGET', base .. old .. ':sum', 'entries', 'bytes')
  entries, bytes = entries + (sum[1] or 0), bytes + (sum[2] or 0)
end
local new = redis.call('INCR', KEYS[1])
local counters = redis.call('HLEN', base .. 'led') + forget_days()
-- Not XLEN, which the documented rights of a tenant do not include. Without a stream it is an error.
local stream = redis.pcall('XINFO', 'STREAM', base .. 'ev')
local events = stream.err and 0 or stream[2]
redis.call('XADD', base .. 'ev', 'MAXLEN', 1, '*', 'all', '*', 'by', ARGV[1])
redis.call('DEL', base .. 'led', base .. 'inv', base .. 'fence', base .. 'quar')
local learned = 0
for name = 3, #ARGV do learned = learned + redis.call('DEL', base .. ARGV[name]) end
if learned > 0 then redis.call('HSET', base .. 'model', 'epoch', ARGV[2]) end
return {string.format('%d', new), entries, bytes, learned, counters, events}
`;
