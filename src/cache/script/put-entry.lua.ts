import { DROP_ENTRY } from "./drop-entry.lua.js";

/**
 * Stores one answer whole: entry, vector, indexes and sums, or nothing.
 *
 * KEYS[1] generation key. ARGV: 1 entry id, 2 the generation it was asked in or "" for any, 3 last invalidation known when
 * it was asked or "" for any, 4 life in ms or 0, 5 vector (FP32) or "" for none, 6 NOQUANT | Q8, 7 EF, 8 M, 9 attributes
 * of the element or "", 10 bytes, 11 MAXLEN of the stream, 12 who stores, 13 number of labels, labels …, then field, value …
 *
 * An answer that was asked for before an invalidation that covers it must not come back after it, so the events since then
 * are looked through; when they are not all there any more the answer is refused.
 *
 * What takes another one's place is an event for those who hold a copy. So is the first entry of all: wherever there are
 * entries there is a stream, and one that is not there tells that the server has lost it.
 *
 * Reply: status ("stored" | "replaced" | "outdated"), generation, and when it was stored the latest event.
 */
export const PUT_ENTRY = `
${DROP_ENTRY}
local base = string.sub(KEYS[1], 1, -2)
local g = redis.call('GET', KEYS[1]) or '0'
local id = ARGV[1]
if ARGV[2] ~= '' and ARGV[2] ~= g then return {'outdated', g} end
local count = tonumber(ARGV[13])
local labels = {}
for i = 1, count do labels[i] = ARGV[13 + i] end
if ARGV[3] ~= '' and invalidated_since(base, ARGV[3], id, labels) then return {'outdated', g} end
local prefix = base .. g .. ':'
local key = prefix .. 'e:' .. id
local known = redis.call('HEXISTS', prefix .. 'own', id) == 1
if known then drop(prefix, id) end
if ARGV[5] ~= '' then
  local vadd = {'VADD', prefix .. 'v:' .. string.sub(id, 1, 16), 'FP32', ARGV[5], id, ARGV[6], 'EF', ARGV[7]}
  if ARGV[9] ~= '' then
    vadd[#vadd + 1] = 'SETATTR'
    vadd[#vadd + 1] = ARGV[9]
  end
  vadd[#vadd + 1] = 'M'
  vadd[#vadd + 1] = ARGV[8]
  redis.call(unpack(vadd))
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fields = {'HSET', key, 'c', string.format('%d', now)}
local error_norm = 0
for i = 14 + count, #ARGV, 2 do
  fields[#fields + 1] = ARGV[i]
  fields[#fields + 1] = ARGV[i + 1]
  if ARGV[i] == 'e' then error_norm = tonumber(ARGV[i + 1]) end
end
redis.call(unpack(fields))
if error_norm > tonumber(redis.call('HGET', prefix .. 'sum', 'e') or '0') then
  redis.call('HSET', prefix .. 'sum', 'e', string.format('%.9g', error_norm))
end
local life = tonumber(ARGV[4])
if life > 0 then
  redis.call('PEXPIRE', key, ARGV[4])
  redis.call('ZADD', prefix .. 'exp', string.format('%d', now + life), id)
else
  redis.call('ZADD', prefix .. 'exp', '+inf', id)
end
redis.call('ZADD', prefix .. 'use', string.format('%d', now), id)
redis.call('HSET', prefix .. 'own', id, ARGV[10] .. (count > 0 and ' ' or '') .. table.concat(labels, ' '))
redis.call('HINCRBY', prefix .. 'sum', 'entries', 1)
redis.call('HINCRBY', prefix .. 'sum', 'bytes', ARGV[10])
for i = 1, count do redis.call('SADD', prefix .. 'l:' .. labels[i], id) end
local latest = redis.call('XREVRANGE', base .. 'ev', '+', '-', 'COUNT', 1)[1]
local event = latest and latest[1]
if known or not event then
  event = redis.call('XADD', base .. 'ev', 'MAXLEN', '~', ARGV[11], '*', 'put', id, 'by', ARGV[12])
end
return {known and 'replaced' or 'stored', g, event}
`;
