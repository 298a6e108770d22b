import { DROP_ENTRY } from "./drop-entry.lua.js";

/**
 * Makes one entry, all entries with a label, or everything disappear, and writes the event in the same step: a reader before
 * it has not seen the event, a reader after it finds nothing.
 *
 * KEYS[1] generation key. ARGV: 1 what the next argument is ("entry" | "label" | "all"), 2 entry id, label or `*`, 3 MAXLEN of
 * the stream, 4 the caller's span as `traceparent`, or "".
 *
 * `entry` removes the entry. `label` removes nothing: DROP_LABELLED does that, some entries at a time. `all` raises the
 * generation, O(1) whatever the cache holds; the sweep removes the keys of the old generation.
 *
 * Reply: the generation from now on; entries removed or left behind (those that had expired but were not swept included);
 * id of the event.
 */
export const INVALIDATE = `
${DROP_ENTRY}
local base = string.sub(KEYS[1], 1, -2)
local g = redis.call('GET', KEYS[1]) or '0'
local entries = 0
if ARGV[1] == 'entry' then
  entries = redis.call('EXISTS', base .. g .. ':e:' .. ARGV[2])
  drop(base .. g .. ':', ARGV[2])
elseif ARGV[1] == 'all' then
  entries = tonumber(redis.call('HGET', base .. g .. ':sum', 'entries') or '0')
  redis.call('SADD', base .. 'old', g)
  g = string.format('%d', redis.call('INCR', KEYS[1]))
end
return {g, entries, announce(base, ARGV[3], ARGV[1], ARGV[2], ARGV[4])}
`;

/**
 * Removes those of the given entries that carry a label. The caller bounds the work by the number of entries it names.
 *
 * KEYS[1] generation key. ARGV: 1 generation in which they were found, 2 label, then entry ids.
 * Reply: entries removed.
 */
export const DROP_LABELLED = `
${DROP_ENTRY}
local prefix = string.sub(KEYS[1], 1, -2) .. ARGV[1] .. ':'
local labelled = prefix .. 'l:' .. ARGV[2]
local removed = 0
for i = 3, #ARGV do
  if redis.call('SISMEMBER', labelled, ARGV[i]) == 1 then
    removed = removed + redis.call('EXISTS', prefix .. 'e:' .. ARGV[i])
    drop(prefix, ARGV[i])
    redis.call('SREM', labelled, ARGV[i])
  end
end
return removed
`;
