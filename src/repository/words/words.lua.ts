/** Documents of a region. A word that few of them have keeps one list for the region. */
export const REGION = 8_192;
/**
 * Documents of a part, into which the list of a frequent word is divided. A write stores the lists of its words anew, which the AOF and
 * replicas receive, too, so they must be short; but each field of a hash takes 75 bytes beside its value.
 */
export const PART = 256;
/** Bytes of a document in a list: two for its place in the region, one for how often it has the word. */
export const UNIT = 3;
/** The list of a region is divided when it has more documents than this. */
const MAX_LIST = 128;
/** Larger counts of a word in a document are stored as this. */
const MAX_COUNT = 255;
/** Documents per field of lengths. */
export const LENGTH_GROUP = 64;

/**
 * The lexical index of a collection: one hash beside the set. Every record with words is a document with a number, which is free again
 * when the record has gone.
 *
 * | Field | Value |
 * |---|---|
 * | `w<word> <region>` | The documents of a region of 8,192 that have the word, in order: two bytes for the place in the region, one for how often. Or `*` if the list is divided. |
 * | `w<word> <region>.<part>` | The same of the 256 documents of a part. |
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
  local high, low = byte(list, ${UNIT} * at + 1, ${UNIT} * at + 2)
  return high * 256 + low
end

-- The list with this count for the place, or without the place; false for an empty list.
local function withCount(list, place, count)
  local first, last = 0, #list / ${UNIT}
  if last > 0 and placeAt(list, last - 1) < place then first = last end
  while first < last do
    local middle = floor((first + last) / 2)
    if placeAt(list, middle) < place then first = middle + 1 else last = middle end
  end
  local rest = ${UNIT} * first + 1
  if rest < #list and placeAt(list, first) == place then rest = rest + ${UNIT} end
  local unit = count and struct.pack('>I2B', place, math.min(count, ${MAX_COUNT})) or ''
  local changed = sub(list, 1, ${UNIT} * first) .. unit .. sub(list, rest)
  return changed ~= '' and changed
end

local function isOnlyPart(key, name, part)
  local names = {}
  for at = 0, ${REGION / PART - 1} do if at ~= part then names[#names + 1] = name .. '.' .. at end end
  for _, list in ipairs(redis.call('HMGET', key, unpack(names))) do if list then return false end end
  return true
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
  local region, place = floor(number / ${REGION}), number % ${REGION}
  local part = floor(place / ${PART})
  -- Lua passes at most some 8,000 values to a function.
  for first = 1, #changed, 1000 do
    local names, divided = {}, {}
    for at = first, math.min(#changed, first + 999) do
      names[#names + 1] = 'w' .. changed[at] .. ' ' .. region
      names[#names + 1] = 'n' .. changed[at]
    end
    local stored = redis.call('HMGET', key, unpack(names))
    for at = 1, #names, 2 do
      if stored[at] == '*' then divided[#divided + 1] = names[at] .. '.' .. part end
    end
    local parts = #divided > 0 and redis.call('HMGET', key, unpack(divided)) or {}
    local seen = 0
    for at = 1, #names, 2 do
      local name, word = names[at], sub(names[at + 1], 2)
      if stored[at] == '*' then
        seen = seen + 1
        local list = withCount(parts[seen] or '', place, new[word])
        put(divided[seen], list)
        if not list and isOnlyPart(key, name, part) then put(name, false) end
      else
        local list = withCount(stored[at] or '', place, new[word])
        if list and #list > ${UNIT * MAX_LIST} then
          put(name, '*')
          local from = 0
          while from < #list / ${UNIT} do
            local number = floor(placeAt(list, from) / ${PART})
            local upTo = from + 1
            while upTo < #list / ${UNIT} and floor(placeAt(list, upTo) / ${PART}) == number do upTo = upTo + 1 end
            put(name .. '.' .. number, sub(list, ${UNIT} * from + 1, ${UNIT} * upTo))
            from = upTo
          end
        else
          put(name, list)
        end
      end
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
