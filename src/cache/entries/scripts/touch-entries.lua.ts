import { DROP_ENTRY } from "./drop-entry.lua.js";
import { MAKE_ROOM } from "./make-room.lua.js";

/**
 * Records hits of a moment ago: raises the scores of the entries and prolongs sliding lives. Entries that have expired or were
 * replaced since are not touched. No life is ever shortened.
 *
 * With `lru`, hits that prolong nothing are recorded by one command for all of them. It looks at no entry: a later answer has a higher
 * score already, and an entry that has expired goes first whatever its score is.
 *
 * KEYS[1] generation key. ARGV: 1 generation of the hits, 2 policy of eviction, then per entry its id, when it was stored
 * (ms), how long ago the last hit was (ms), number of hits, and that of the last one that prolongs its life, or "".
 */
export const TOUCH_ENTRIES = `
${DROP_ENTRY}${MAKE_ROOM}
local g = redis.call('GET', KEYS[1]) or '0'
if g ~= ARGV[1] then return end
local prefix = string.sub(KEYS[1], 1, -2) .. g .. ':'
local now, uses = clock(), {}
local function touch(i)
  local id = ARGV[i]
  local key = prefix .. 'e:' .. id
  local entry = redis.pcall('HMGET', key, 'c', 't', 'h', 'x')
  if not entry.err and entry[1] == ARGV[i + 1] then
    local old = redis.call('ZSCORE', prefix .. 'use', id)
    if old then
      local at, weight = now - ARGV[i + 2], tonumber(entry[4] or '0')
      local score = worth(ARGV[2], tonumber(old), tonumber(ARGV[i + 3]), at, weight)
      redis.call('ZADD', prefix .. 'use', 'XX', exact(score), id)
    end
    if entry[2] and ARGV[i + 4] ~= '' then
      local last = now - ARGV[i + 4] + entry[2]
      if entry[3] then last = math.min(last, tonumber(entry[3])) end
      last = string.format('%d', last)
      if redis.call('PEXPIREAT', key, last, 'GT') == 1 then redis.call('ZADD', prefix .. 'exp', 'XX', last, id) end
    end
  end
end
for i = 3, #ARGV, 5 do
  if ARGV[2] == 'lru' and ARGV[i + 4] == '' then
    uses[#uses + 1] = exact(worth('lru', nil, 1, now - ARGV[i + 2]))
    uses[#uses + 1] = ARGV[i]
  else
    touch(i)
  end
end
if #uses > 0 then redis.call('ZADD', prefix .. 'use', 'XX', 'GT', unpack(uses)) end
`;
