import { QUARANTINED } from "./quarantined.lua.js";

/** Neighbours among which an agreeing answer is looked for. */
const NEIGHBOURS = 16;

/**
 * Lua functions that begin and end probation.
 *
 * `judge(…)`: what becomes of a new answer. "on": it is on probation; "off": it is served as any other, because another source gave
 * the same answer to this question or to one at least as near as `least`; "contested": there is another answer to this very question,
 * which one writer cannot replace; "over-quota": its writer has `most` entries on probation. Also the neighbours whose probation ends
 * with it, each as id and label. `writer` is "-" for the application itself, whose answers are never on probation. Entries without a
 * writer, and those that are older than the field, are the application's.
 *
 * `release(…)`: ends the probation of one entry, and tells the processes that hold a copy. Returns the event.
 */
export const PROBATION = `
${QUARANTINED}
local function judge(base, prefix, id, answer, vector, writer, queue, most, least)
  local key = prefix .. 'e:' .. id
  local there = redis.pcall('HMGET', key, 'a', 'u', 'q')
  local agreeing, has_agreement, is_requeued = {}, writer == '-', false
  if writer ~= '-' and not there.err and there[1] and not quarantined(base, key) then
    local is_own = there[2] == writer
    is_requeued = is_own and there[3]
    if there[1] ~= answer and not is_requeued then return 'contested', {} end
    has_agreement = there[1] == answer and not is_requeued
  end
  if vector ~= '' then
    local near = redis.pcall('VSIM', prefix .. 'v:' .. string.sub(id, 1, 16), 'FP32', vector, 'WITHSCORES', 'COUNT', ${NEIGHBOURS}, 'EF', 100)
    for i = 1, near.err and 0 or #near, 2 do
      if tonumber(near[i + 1]) < least then break end
      local beside = prefix .. 'e:' .. near[i]
      local other = near[i] ~= id and redis.pcall('HMGET', beside, 'a', 'u', 'q')
      if other and not other.err and other[1] == answer and other[2] ~= writer and not quarantined(base, beside) then
        has_agreement = true
        if other[3] then agreeing[#agreeing + 1] = {near[i], other[3]} end
      end
    end
  end
  if has_agreement then return 'off', agreeing end
  if not is_requeued and redis.call('SCARD', prefix .. 'l:' .. queue) >= most then return 'over-quota', {} end
  return 'on', {}
end
local function release(base, prefix, id, queue, most, by)
  redis.call('HDEL', prefix .. 'e:' .. id, 'q')
  redis.call('SREM', prefix .. 'l:' .. queue, id)
  return redis.call('XADD', base .. 'ev', 'MAXLEN', '~', most, '*', 'put', id, 'by', by)
end
`;

/**
 * Ends the probation of an entry, because feedback or an audit found it right.
 *
 * KEYS[1] generation key. ARGV: 1 entry id, 2 MAXLEN of the stream, 3 instance.
 * Reply: id of the event; "" if the entry was not on probation.
 */
export const END_PROBATION = `
${PROBATION}
local base = string.sub(KEYS[1], 1, -2)
local prefix = base .. (redis.call('GET', KEYS[1]) or '0') .. ':'
local queue = redis.call('HGET', prefix .. 'e:' .. ARGV[1], 'q')
return queue and release(base, prefix, ARGV[1], queue, ARGV[2], ARGV[3]) or ''
`;
