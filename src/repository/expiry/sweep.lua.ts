import { Script } from "../../script.js";
import { WORDS_FUNCTION } from "../words/index.js";
import { INSTANT_FUNCTIONS } from "./instant.lua.js";
import { NEVER_MS } from "./stored-instant.js";

/**
 * One step of the sweep: removes a few expired elements. KEYS: 1 vector set, 2 the collection's record, 3 codes, 4 instants, 5 words.
 * ARGV: 1 elements to look at, at most; 2 the instance that asks to be elected, or empty for a step without election; 3
 * milliseconds that the election holds.
 *
 * The instant in the element's attributes decides. The index of instants only says where to look: it is corrected here if another
 * program has changed or removed the element. The server runs a script as a whole, so no `touch` or write comes in between.
 *
 * The elected instance is named in the record. It renews its election with each step; when it falls silent, the next instance
 * that asks is elected.
 *
 * Reply: the state (-1 nothing expires here, 0 another instance is elected, 1 done), elements removed, 1 if there may be more,
 * milliseconds until the next element expires or the other election ends (-1 for none).
 */
export const SWEEP_STEP = new Script(
  `#!lua flags=allow-oom
${INSTANT_FUNCTIONS}${WORDS_FUNCTION}
local mark, holder, till, text = unpack(redis.call('HMGET', KEYS[2], 'expires', 'sweeper', 'sweepsUntil', 'text'))
if not mark then return {-1, 0, 0, -1} end
local now = clockMs()
if ARGV[2] ~= '' then
  if holder and holder ~= ARGV[2] and tonumber(till) > now then return {0, 0, 0, tonumber(till) - now} end
  redis.call('HSET', KEYS[2], 'sweeper', ARGV[2], 'sweepsUntil', string.format('%.0f', now + ARGV[3]))
end
local due = redis.call('ZRANGE', KEYS[4], '-inf', string.format('%.0f', now), 'BYSCORE', 'LIMIT', 0, ARGV[1])
local removed = 0
for _, id in ipairs(due) do
  local stored = redis.call('VGETATTR', KEYS[1], id)
  local instant = instantOf(stored)
  if instant and instant > now and instant < ${NEVER_MS} then
    redis.call('ZADD', KEYS[4], string.format('%.0f', instant), id)
  else
    if instant and instant <= now then
      if text and text ~= '' then setWords(KEYS[5], id, '') end
      redis.call('HDEL', KEYS[3], id)
      removed = removed + redis.call('VREM', KEYS[1], id)
    end
    redis.call('ZREM', KEYS[4], id)
  end
end
local first = redis.call('ZRANGE', KEYS[4], 0, 0, 'WITHSCORES')[2]
return {1, removed, #due == tonumber(ARGV[1]) and 1 or 0, first and math.max(0, first - now) or -1}
`,
  { readOnly: false },
);
