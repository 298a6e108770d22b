/**
 * Documents per list of a word. A write stores the lists of its words anew, which the AOF and replicas receive, too. With 512 that
 * was 11 KB for a text of 100 words, and the index took 2.3 KB; with 256, 8 and 2.5 KB; with 1,024, 18 and 1.8 KB (20,000 texts).
 */
export const BLOCK = 512;
/** One more than the largest count of a word in a document that is stored; larger ones are stored as that one. */
export const COUNTS = 65_536 / BLOCK;
/** Documents per field of lengths. */
export const LENGTH_GROUP = 64;

/**
 * The lexical index of a collection: one hash beside the set. Every record with words is a document with a number, which is free again
 * when the record has gone.
 *
 * | Field | Value |
 * |---|---|
 * | `w<word> <block>` | The documents of a block of 512 that have the word, in order: two bytes each, the upper nine bits for the number in the block, the lower seven for how often (up to 127). |
 * | `n<word>` | The number of documents with the word. |
 * | `d<id>` | The document's number, and what was stored of its text (see `CollectionWords.entryOf`). |
 * | `i<number>` | The document's id. |
 * | `l<group>` | The numbers of words of 64 documents, two bytes each. |
 * | `f<chunk>` | 32 free numbers, four bytes each. |
 * | `tdocs`, `tlength`, `tnext`, `tfree` | Documents, their words, the next number, free numbers. |
 *
 * `setWords(key, id, entry)` makes the words of an id these, in place of those that it has. An empty entry removes the id, and is the
 * way to remove the words of an element that expires. `forbiddenWords(key)` returns the command that the user would need and may not
 * run, or false.
 */
export const WORDS_FUNCTION = `
local function forbiddenWords(key)
  return not redis.acl_check_cmd('HGET', key, 'd') and 'HGET'
    or not redis.acl_check_cmd('HMGET', key, 'd') and 'HMGET'
    or not redis.acl_check_cmd('HSET', key, 'd', '') and 'HSET'
    or not redis.acl_check_cmd('HDEL', key, 'd') and 'HDEL'
end

local function countsOf(entry)
  local length, words = string.match(entry, '^(%d+)\\n(.*)$')
  local counts = {}
  for word, count in string.gmatch(words or '', '([^\\n ]+) ?(%d*)') do counts[word] = tonumber(count) or 1 end
  return counts, tonumber(length or 0)
end

local byte, sub, floor = string.byte, string.sub, math.floor

local function placeAt(list, at)
  local high, low = byte(list, 2 * at + 1, 2 * at + 2)
  return floor((high * 256 + low) / ${COUNTS})
end

-- The list with this count for the place in the block, or without the place; false for an empty list.
local function withCount(list, place, count)
  local first, last = 0, #list / 2
  if last > 0 and placeAt(list, last - 1) < place then first = last end
  while first < last do
    local middle = floor((first + last) / 2)
    if placeAt(list, middle) < place then first = middle + 1 else last = middle end
  end
  local rest = 2 * first + 1
  if rest < #list and placeAt(list, first) == place then rest = rest + 2 end
  local unit = count and struct.pack('>I2', place * ${COUNTS} + math.min(count, ${COUNTS - 1})) or ''
  local changed = sub(list, 1, 2 * first) .. unit .. sub(list, rest)
  return changed ~= '' and changed
end

local function setWords(key, id, entry)
  local number, before = string.match(redis.call('HGET', key, 'd' .. id) or '', '^(%d+)\\n(.*)$')
  if entry == (before or '') then return end
  local fields, gone = {}, {}
  local function put(field, value)
    if value then
      fields[#fields + 1] = field
      fields[#fields + 1] = value
    else
      gone[#gone + 1] = field
    end
  end
  local totals = redis.call('HMGET', key, 'tdocs', 'tlength', 'tnext', 'tfree')
  local docs, total, next, free = unpack(totals)
  docs, total, next, free = tonumber(docs or 0), tonumber(total or 0), tonumber(next or 0), tonumber(free or 0)
  local old, oldLength = countsOf(before or '')
  local new, newLength = countsOf(entry)
  if number then
    number = tonumber(number)
  elseif free > 0 then
    free = free - 1
    local chunk = 'f' .. math.floor(free / 32)
    local list = redis.call('HGET', key, chunk)
    number = struct.unpack('>I4', list, #list - 3)
    put(chunk, #list > 4 and string.sub(list, 1, -5))
  else
    number, next = next, next + 1
  end
  if not before then
    docs = docs + 1
    put('i' .. number, id)
  elseif entry == '' then
    docs = docs - 1
    put('i' .. number, false)
    local chunk = 'f' .. math.floor(free / 32)
    put(chunk, (redis.call('HGET', key, chunk) or '') .. struct.pack('>I4', number))
    free = free + 1
  end
  put('d' .. id, entry ~= '' and number .. '\\n' .. entry)
  local group, at = 'l' .. math.floor(number / ${LENGTH_GROUP}), number % ${LENGTH_GROUP} * 2
  local lengths = redis.call('HGET', key, group) or string.rep('\\0', ${2 * LENGTH_GROUP})
  put(group, string.sub(lengths, 1, at) .. struct.pack('>I2', newLength) .. string.sub(lengths, at + 3))
  put('tdocs', docs)
  put('tlength', total + newLength - oldLength)
  put('tnext', next)
  put('tfree', free)
  local changed = {}
  for word, count in pairs(new) do if old[word] ~= count then changed[#changed + 1] = word end end
  for word in pairs(old) do if not new[word] then changed[#changed + 1] = word end end
  local block, place = math.floor(number / ${BLOCK}), number % ${BLOCK}
  -- Lua passes at most some 8,000 values to a function.
  for first = 1, #changed, 1000 do
    local names = {}
    for at = first, math.min(#changed, first + 999) do
      names[#names + 1] = 'w' .. changed[at] .. ' ' .. block
      names[#names + 1] = 'n' .. changed[at]
    end
    local stored = redis.call('HMGET', key, unpack(names))
    for at = 1, #names, 2 do
      local word = string.sub(names[at + 1], 2)
      put(names[at], withCount(stored[at] or '', place, new[word]))
      if not (old[word] and new[word]) then
        local having = tonumber(stored[at + 1] or 0) + (new[word] and 1 or -1)
        put(names[at + 1], having > 0 and having)
      end
    end
  end
  for first = 1, #fields, 4000 do
    redis.call('HSET', key, unpack(fields, first, math.min(#fields, first + 3999)))
  end
  for first = 1, #gone, 4000 do
    redis.call('HDEL', key, unpack(gone, first, math.min(#gone, first + 3999)))
  end
end
`;

/** Removes the words of an id. As text for EVAL in a transaction, where a script that the server does not know could not be sent again. */
export const REMOVE_WORDS = `#!lua flags=allow-oom
${WORDS_FUNCTION}
setWords(KEYS[1], ARGV[1], '')
`;
