import { DROP_ENTRY } from "./drop-entry.lua.js";

/** Writers in quarantine at the same time: the list is read by users who may not run scripts. */
const MOST_WRITERS = 1_000;

/**
 * Lua function `quarantined(base, key)`: whether the entry is of a writer whose answers are not served. Whether anybody is in
 * quarantine is asked once in a script, because a look-up asks about each entry that it finds. A script has one cache, so one `base`.
 */
export const QUARANTINED = `
local is_any_quarantined
local function quarantined(base, key)
  if is_any_quarantined == nil then is_any_quarantined = redis.call('EXISTS', base .. 'quar') == 1 end
  if not is_any_quarantined then return false end
  local writer = redis.call('HGET', key, 'u')
  return (writer and redis.call('ZSCORE', base .. 'quar', writer) and true) or false
end
`;

/**
 * Begins or ends the quarantine of a writer, in one step with the event that empties the memory tiers.
 *
 * KEYS[1] generation key. ARGV: 1 label of the writer, 2 "hold" | "lift", 3 MAXLEN of the stream, 4 the caller's span, or "".
 * Reply: the generation; entries of the writer, expired ones that were not swept included; id of the event; 0 | 1 whether it changed
 * anything. "full" in place of all if there are too many writers in quarantine.
 */
export const QUARANTINE = `
${DROP_ENTRY}
local base = string.sub(KEYS[1], 1, -2)
local g = redis.call('GET', KEYS[1]) or '0'
local changed
if ARGV[2] == 'lift' then
  changed = redis.call('ZREM', base .. 'quar', ARGV[1])
else
  if redis.call('ZCARD', base .. 'quar') >= ${MOST_WRITERS} and not redis.call('ZSCORE', base .. 'quar', ARGV[1]) then return 'full' end
  local time = redis.call('TIME')
  changed = redis.call('ZADD', base .. 'quar', time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
end
local entries = redis.call('SCARD', base .. g .. ':l:' .. ARGV[1])
return {g, entries, announce(base, ARGV[3], 'label', ARGV[1], ARGV[4]), changed}
`;
