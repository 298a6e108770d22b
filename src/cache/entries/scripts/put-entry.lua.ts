import { SET_FUNCTION } from "../../../repository/index.js";
import { DROP_ENTRY } from "./drop-entry.lua.js";
import { MAKE_ROOM } from "./make-room.lua.js";
import { PROBATION } from "./probation.lua.js";

/** Entries that one put removes before it says "again": removing them stops the server for a few milliseconds. */
const MOST_PER_PUT = 16;

/**
 * Stores one answer whole: entry, vector, indexes and sums, or nothing.
 *
 * KEYS[1] generation key. ARGV: 1 entry id, 2 the generation it was asked in or "" for any, 3 last invalidation known when
 * it was asked or "" for any, 4 "life slide cap" in ms: life 0 for never, what a hit adds, longest life or 0, 5 vector (FP32)
 * or "" for none, 6 NOQUANT | Q8, 7 EF, 8 M, 9 attributes of the element or "", 10 "bytes maxBytes maxEntries policy weight",
 * 11 MAXLEN of the stream, 12 instance that stores, 13 "writer queue most least": label of the writer, or "-" for the application;
 * and with probation the label that lists the writer's entries on probation, how many these may be, and the least score at which
 * two questions may share an answer; 14 number of labels, labels …, then field, value …
 *
 * An answer that was asked for before an invalidation must not come back after it. So the script checks the events since the
 * answer was asked for; when some of those events are gone, it refuses the answer.
 *
 * A field `f` is the number of the lease under which the answer was made.
 *
 * The tenant's limits hold at every moment: entries that must go are removed first. A tenant that is over its limits already,
 * because they were lowered, does not grow.
 *
 * Replacing an entry writes an event for processes that hold a copy. So does the first entry of all: wherever there are entries
 * there is a stream, and a missing stream shows that the server has lost its data.
 *
 * Reply: status ("stored" | "replaced" | "outdated" | "fenced": there was a later lease | "too-large" | "quarantined" | "contested" |
 * "over-quota" | "again": entries were removed, but not enough yet), generation, when the entry was stored (ms; only if it was,
 * else ""), the latest event or "", the entries that went to make room: by time, and by policy; and 0 | 1 whether the entry is on
 * probation. The last five are missing when no room was made.
 */
export const PUT_ENTRY = `
${DROP_ENTRY}${MAKE_ROOM}${SET_FUNCTION}${PROBATION}
local base = string.sub(KEYS[1], 1, -2)
local g = redis.call('GET', KEYS[1]) or '0'
local id = ARGV[1]
if ARGV[2] ~= '' and ARGV[2] ~= g then return {'outdated', g} end
local count = tonumber(ARGV[14])
local labels = {}
for i = 1, count do labels[i] = ARGV[14 + i] end
if ARGV[3] ~= '' and invalidated_since(base, ARGV[3], id, labels) then return {'outdated', g} end
local prefix = base .. g .. ':'
local key = prefix .. 'e:' .. id
-- A leader that was replaced, because its lease ran out while it slept, does not overwrite its successor's answer.
local lease, fence, holds, answer = prefix .. 'f:' .. id, nil, false, nil
for i = 15 + count, #ARGV, 2 do
  if ARGV[i] == 'f' then fence = tonumber(ARGV[i + 1]) end
  if ARGV[i] == 'a' then answer = ARGV[i + 1] end
end
if fence then
  local held = tonumber(string.match(redis.call('GET', lease) or '', '^%d+')) or 0
  local last = redis.pcall('HGET', key, 'f')
  holds = held == fence
  if math.max(held, type(last) == 'string' and tonumber(last) or 0) > fence then return {'fenced', g} end
end
local now = clock()
local life, slide, cap = string.match(ARGV[4], '^(%d+) (%d+) (%d+)$')
local size, max_bytes, max_entries, policy, weight = string.match(ARGV[10], '^(%d+) (%d+) (%d+) (%S+) (%S+)$')
size, max_bytes, max_entries, weight = tonumber(size), tonumber(max_bytes), tonumber(max_entries), tonumber(weight)
if size > max_bytes then return {'too-large', g} end
local vadd
if ARGV[5] ~= '' then
  vadd = {'VADD', prefix .. 'v:' .. string.sub(id, 1, 16), 'FP32', ARGV[5], id, ARGV[6], 'EF', ARGV[7]}
  if ARGV[9] ~= '' then
    vadd[#vadd + 1] = 'SETATTR'
    vadd[#vadd + 1] = ARGV[9]
  end
  vadd[#vadd + 1] = 'M'
  vadd[#vadd + 1] = ARGV[8]
  -- Another process keeps this set with other settings: refused before anything goes, unless the set goes with the entry.
  local alone = redis.call('VCARD', vadd[2]) == 1 and redis.call('VISMEMBER', vadd[2], id) == 1
  if not alone and misfit(vadd[2], ARGV[6] == 'Q8' and 'q8' or 'none', ARGV[8], #ARGV[5] / 4) then
    return redis.call(unpack(vadd))
  end
end
local writer, queue, most, least = string.match(ARGV[13], '^(%S+) ?(%S*) ?(%S*) ?(%S*)$')
if redis.call('ZSCORE', base .. 'quar', writer) then return {'quarantined', g} end
local standing, agreeing = 'off', {}
if queue ~= '' then
  standing, agreeing = judge(base, prefix, id, answer, ARGV[5], writer, queue, tonumber(most), tonumber(least))
  if standing ~= 'on' and standing ~= 'off' then return {standing, g} end
  if standing == 'on' then labels[#labels + 1] = queue end
end
local own = redis.call('HGET', prefix .. 'own', id)
local known = own ~= false
local has_entries, has_bytes = sums(prefix)
local fits, expired, evicted = make_room(prefix, now, policy, id, math.max(max_entries, has_entries) - (known and 0 or 1),
  math.max(max_bytes, has_bytes) - size + (known and tonumber(string.match(own, '^%d+')) or 0), ${MOST_PER_PUT})
if not fits then return {'again', g, '', '', expired, evicted} end
local used = redis.call('ZSCORE', prefix .. 'use', id)
used = used and tonumber(used) or nil
if known then drop(prefix, id) end
if vadd then redis.call(unpack(vadd)) end
local created = string.format('%d', now)
local fields = {'HSET', key, 'c', created}
if policy == 'importance' then
  fields[5], fields[6] = 'x', string.format('%.3f', weight)
end
if slide ~= '0' then
  fields[#fields + 1] = 't'
  fields[#fields + 1] = slide
end
if cap ~= '0' then
  fields[#fields + 1] = 'h'
  fields[#fields + 1] = string.format('%d', now + cap)
end
local error_norm = 0
for i = 15 + count, #ARGV, 2 do
  fields[#fields + 1] = ARGV[i]
  fields[#fields + 1] = ARGV[i + 1]
  if ARGV[i] == 'e' then error_norm = tonumber(ARGV[i + 1]) end
end
if standing == 'on' then
  fields[#fields + 1] = 'q'
  fields[#fields + 1] = queue
end
redis.call(unpack(fields))
if error_norm > tonumber(redis.call('HGET', prefix .. 'sum', 'e') or '0') then
  redis.call('HSET', prefix .. 'sum', 'e', string.format('%.9g', error_norm))
end
if life ~= '0' then
  local last = string.format('%d', now + life)
  redis.call('PEXPIREAT', key, last)
  redis.call('ZADD', prefix .. 'exp', last, id)
else
  redis.call('ZADD', prefix .. 'exp', '+inf', id)
end
redis.call('ZADD', prefix .. 'use', exact(worth(policy, used, 1, now, weight)), id)
redis.call('HSET', prefix .. 'own', id, size .. (#labels > 0 and ' ' or '') .. table.concat(labels, ' '))
redis.call('HINCRBY', prefix .. 'sum', 'entries', 1)
redis.call('HINCRBY', prefix .. 'sum', 'bytes', size)
for i = 1, #labels do redis.call('SADD', prefix .. 'l:' .. labels[i], id) end
for _, other in ipairs(agreeing) do release(base, prefix, other[1], other[2], ARGV[11], ARGV[12]) end
local latest = redis.call('XREVRANGE', base .. 'ev', '+', '-', 'COUNT', 1)[1]
local event = latest and latest[1]
if known or not event then
  event = redis.call('XADD', base .. 'ev', 'MAXLEN', '~', ARGV[11], '*', 'put', id, 'by', ARGV[12])
end
-- The lease ends here: processes that wait find the answer. It comes last: after a first write Redis no longer refuses writes for lack of memory.
if holds then redis.call('DEL', lease) end
return {known and 'replaced' or 'stored', g, created, event, expired, evicted, standing == 'on' and 1 or 0}
`;
