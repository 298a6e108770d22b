import { DROP_ENTRY } from "./drop-entry.lua.js";

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
