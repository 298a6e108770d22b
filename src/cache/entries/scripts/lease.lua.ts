import { QUARANTINED } from "./quarantined.lua.js";

/**
 * Asks for the right to make an answer, and checks once more whether an answer is needed, in one step.
 *
 * KEYS[1] generation key. ARGV: 1 entry id, 2 holder (unique), 3 ms of the lease, 4 when the entry was stored that was found
 * and could not be served, or "".
 *
 * The number of a lease (its fence) is greater than that of every earlier one: one more than the last, or the server's
 * clock in µs, so that neither a lost counter nor a clock that was set back makes an old leader look new.
 *
 * Idempotent: a holder that asks again gets the same lease.
 * Reply: status ("lead" | "wait" | "there" | "skip": a leader's answer was of a kind that is not kept), fence or "",
 * generation, last event id.
 */
export const ACQUIRE_LEASE = `
${QUARANTINED}
local base = string.sub(KEYS[1], 1, -2)
local g = redis.call('GET', KEYS[1]) or '0'
local key = base .. g .. ':e:' .. ARGV[1]
local lease = base .. g .. ':f:' .. ARGV[1]
local last = redis.call('XREVRANGE', base .. 'ev', '+', '-', 'COUNT', 1)
local since = last[1] and last[1][1] or '0-0'
local created = redis.pcall('HGET', key, 'c')
if type(created) == 'string' and created ~= ARGV[4] and not quarantined(base, key) then
  local left = redis.call('PTTL', key)
  if left == -1 or left - (tonumber(redis.call('HGET', key, 'k')) or 0) > 0 then
    return {'there', '', g, since}
  end
end
local held = redis.call('GET', lease)
if held then
  local fence, holder, word = string.match(held, '^(%d+) (%S+) ?(%S*)')
  if holder == ARGV[2] then return {'lead', fence, g, since} end
  return {word == '' and 'wait' or word, '', g, since}
end
local time = redis.call('TIME')
local n = math.max(time[1] * 1000000 + time[2], (tonumber(redis.call('GET', base .. 'fence')) or 0) + 1)
local fence = string.format('%d', n)
redis.call('SET', base .. 'fence', fence)
redis.call('SET', lease, fence .. ' ' .. ARGV[2], 'PX', ARGV[3])
return {'lead', fence, g, since}
`;

/**
 * Renews a lease, gives it up, or leaves a word in its place, if the caller still holds it.
 *
 * KEYS[1] generation key. ARGV: 1 entry id, 2 generation, 3 holder, 4 ms from now on, 0 to give it up, 5 word for the
 * processes that wait, or "".
 *
 * Reply: 1, or 0 when the lease is gone or another process holds it.
 */
export const KEEP_LEASE = `
local lease = string.sub(KEYS[1], 1, -2) .. ARGV[2] .. ':f:' .. ARGV[1]
local fence, holder = string.match(redis.call('GET', lease) or '', '^(%d+) (%S+)')
if holder ~= ARGV[3] then return 0 end
if ARGV[4] == '0' then
  redis.call('DEL', lease)
elseif ARGV[5] == '' then
  redis.call('PEXPIRE', lease, ARGV[4])
else
  redis.call('SET', lease, fence .. ' ' .. holder .. ' ' .. ARGV[5], 'PX', ARGV[4])
end
return 1
`;
