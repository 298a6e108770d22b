import { SET_FUNCTION } from "../repository/index.js";
import { Script } from "../script.js";

/** Vector sets of items have the server's usual number of links. */
const LINKS = 16;

/** Finds the item that is there, and when it was made. */
const OLD_ITEM = `
local old = redis.call('HGET', KEYS[1], ARGV[1])
local created, count
if old then created, count = string.match(old, '^(%d+) %d+ (%d+)\\n') end
local function dropVectors()
  for i = 1, count or 0 do redis.call('VREM', KEYS[3], ARGV[1] .. '\\0' .. i) end
end
`;

/**
 * Stores one item whole, with its vectors and in place of an earlier one, or nothing.
 *
 * KEYS: 1 items, 2 names, 3 the vector set of the item's space. ARGV: 1 the item's name, 2 its value as JSON, 3 attributes of
 * its vectors as JSON, then the vectors (FP32).
 *
 * Reply: 1; or {dimension of the set} for vectors of another dimension, and then nothing was changed. Because of its first line a full
 * server refuses the script before it begins.
 */
export const PUT_ITEM = new Script(
  `#!lua
${SET_FUNCTION}${OLD_ITEM}
local time = redis.call('TIME')
local now = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
if #ARGV > 3 then
  local set = misfit(KEYS[3], 'q8', ${LINKS}, #ARGV[4] / 4)
  for place = 1, set and #set or 0, 2 do
    if set[place].ok == 'vector-dim' then return {set[place + 1]} end
  end
end
dropVectors()
for i = 4, #ARGV do
  redis.call('VADD', KEYS[3], 'FP32', ARGV[i], ARGV[1] .. '\\0' .. (i - 3), 'Q8', 'SETATTR', ARGV[3], 'M', ${LINKS})
end
redis.call('HSET', KEYS[1], ARGV[1], (created or now) .. ' ' .. now .. ' ' .. (#ARGV - 3) .. '\\n' .. ARGV[2])
redis.call('ZADD', KEYS[2], 0, ARGV[1])
return 1
`,
  { readOnly: false },
);

/** Removes one item with its vectors. KEYS as above. ARGV: 1 the item's name. A full server runs it, too. */
export const REMOVE_ITEM = new Script(
  `#!lua flags=allow-oom
${OLD_ITEM}
dropVectors()
redis.call('HDEL', KEYS[1], ARGV[1])
return redis.call('ZREM', KEYS[2], ARGV[1])
`,
  { readOnly: false },
);

/** Reads a page of items. KEYS: 1 items, 2 names. ARGV: 1 lower bound, 2 upper bound, 3 most items. Reply: name, item … */
export const LIST_ITEMS = new Script(
  `
local page = {}
for _, name in ipairs(redis.call('ZRANGE', KEYS[2], ARGV[1], ARGV[2], 'BYLEX', 'LIMIT', 0, ARGV[3])) do
  page[#page + 1] = name
  page[#page + 1] = redis.call('HGET', KEYS[1], name)
end
return page
`,
  { readOnly: true },
);

/**
 * Reads a page of spaces that have items: it goes from the first item of a space to the first one behind the space. KEYS: 1 names.
 * ARGV: 1 lower bound, 2 upper bound, 3 most spaces. Reply: names of spaces.
 */
export const LIST_SPACES = new Script(
  `
local spaces, from = {}, ARGV[1]
while #spaces < tonumber(ARGV[3]) do
  local name = redis.call('ZRANGE', KEYS[1], from, ARGV[2], 'BYLEX', 'LIMIT', 0, 1)[1]
  if not name then break end
  local space = string.sub(name, 1, string.find(name, '\\0\\0', 1, true))
  spaces[#spaces + 1] = space
  from = '[' .. space .. '\\1'
end
return spaces
`,
  { readOnly: true },
);
