import { Script } from "../../script.js";
import { LENGTH_GROUP, PART, REGION, UNIT } from "./words.lua.js";

/** Term frequency saturation and length normalisation of BM25. */
export const K1 = 1.2;
export const B = 0.75;

const PARTS = REGION / PART;
const GROUPS = PART / LENGTH_GROUP;

/**
 * The documents with the highest BM25 scores for some words (formula: `bm25.ts`). Of equal scores the lower number comes first.
 *
 * KEYS: 1 vector set, 2 words. ARGV: 1 number of documents wanted; 2 first part; 3 units of work after which no further part is
 * begun (an entry of a list is one, looking for a list a quarter); 4 and 5 score and number of the document after which the answer
 * begins, or empty; 6 documents and 7 average length, by which to score, or empty for those of now; then each word and its weight, or
 * empty for that of now.
 *
 * Reply: documents, average length, the next part or -1 after the last one, the list of weights, and a list of score, number, id,
 * attributes (null if the element or its attributes are gone) for each document. Numbers that are not whole are texts.
 */
export const SEARCH_WORDS = new Script(
  `#!lua flags=no-writes
local key = KEYS[2]
local limit, first, budget = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local afterScore, afterNumber = tonumber(ARGV[4]), tonumber(ARGV[5])
local totals = redis.call('HMGET', key, 'tdocs', 'tlength', 'tnext')
local docs, average = tonumber(ARGV[6]), tonumber(ARGV[7])
if not docs then
  docs = tonumber(totals[1] or 0)
  average = docs > 0 and tonumber(totals[2]) / docs or 1
end
local last = math.floor((tonumber(totals[3] or 0) - 1) / ${PART})
local words, weights = {}, {}
for place = 8, #ARGV, 2 do
  local weight = ARGV[place + 1]
  if weight == '' then
    local having = tonumber(redis.call('HGET', key, 'n' .. ARGV[place]) or 0)
    weight = having == 0 and '0' or string.format('%.17g', math.log(1 + (docs - having + 0.5) / (having + 0.5)))
  end
  table.insert(weights, weight)
  if weight ~= '0' then table.insert(words, {word = ARGV[place], weight = tonumber(weight)}) end
end

local function isBefore(one, other)
  if one[1] ~= other[1] then return one[1] > other[1] end
  return one[2] < other[2]
end
local found = {}
local worst
local function keepBest()
  table.sort(found, isBefore)
  for place = #found, limit + 1, -1 do found[place] = nil end
  if #found == limit then worst = found[limit] end
end

local byte = string.byte
local base, slope = ${K1 * (1 - B)}, ${K1 * B} / average
local work = 0

-- For each word that documents of the region have: its weight, and the bytes of its list or its parts.
local function listsOf(region)
  local names = {}
  for number, entry in ipairs(words) do names[number] = 'w' .. entry.word .. ' ' .. region end
  work = work + #names / 4
  local lists = {}
  for number, stored in ipairs(redis.call('HMGET', key, unpack(names))) do
    local list = {weight = words[number].weight * ${K1 + 1}, at = 1}
    if stored == '*' then
      local parts = {}
      for at = 1, ${PARTS} do parts[at] = names[number] .. '.' .. (at - 1) end
      work = work + ${PARTS / 4}
      list.parts = redis.call('HMGET', key, unpack(parts))
      table.insert(lists, list)
    elseif stored then
      list.bytes = {byte(stored, 1, -1)}
      table.insert(lists, list)
    end
  end
  return lists
end

local function lengthsOf(part)
  local names = {}
  for group = 0, ${GROUPS - 1} do names[group + 1] = 'l' .. (part * ${GROUPS} + group) end
  local lengths = redis.call('HMGET', key, unpack(names))
  for at = 1, #lengths do lengths[at] = lengths[at] or string.rep('\\0', ${2 * LENGTH_GROUP}) end
  return {byte(table.concat(lengths), 1, -1)}
end

local part = #words == 0 and last + 1 or first
local region, lists
while part <= last and (work < budget or part == first) do
  if region ~= math.floor(part / ${PARTS}) then
    region = math.floor(part / ${PARTS})
    lists = listsOf(region)
  end
  local from = part % ${PARTS} * ${PART}
  local scores, places, norms, touched = {}, {}, {}, 0
  local lengths
  for number = 1, #lists do
    local list = lists[number]
    local weight, bytes, at = list.weight, list.bytes, list.at
    if list.parts then
      bytes, at = {byte(list.parts[part % ${PARTS} + 1] or '', 1, -1)}, 1
    end
    local count = #bytes
    work = work + (count - at + 1) / ${UNIT}
    while at < count do
      local place = bytes[at] * 256 + bytes[at + 1] - from
      if place >= ${PART} then break end
      if place >= 0 then
        local times = bytes[at + 2]
        local norm = norms[place]
        if norm then
          scores[place] = scores[place] + weight * times / (times + norm)
        else
          lengths = lengths or lengthsOf(part)
          norm = base + slope * (lengths[2 * place + 1] * 256 + lengths[2 * place + 2])
          norms[place] = norm
          scores[place] = weight * times / (times + norm)
          touched = touched + 1
          places[touched] = place
        end
      end
      at = at + ${UNIT}
    end
    work = work - math.max(0, count - at + 1) / ${UNIT}
    list.at = at
  end
  for at = 1, touched do
    local place = places[at]
    local score, number = scores[place], part * ${PART} + place
    if (not afterScore or score < afterScore or (score == afterScore and number > afterNumber))
      and (not worst or score > worst[1] or (score == worst[1] and number < worst[2])) then
      found[#found + 1] = {score, number}
      if #found >= 2 * limit + 500 then keepBest() end
    end
  end
  if #lists == 0 then part = (region + 1) * ${PARTS} else part = part + 1 end
end
keepBest()

local hits = {}
for from = 1, #found, 1000 do
  local upTo = math.min(#found, from + 999)
  local names = {}
  for at = from, upTo do table.insert(names, 'i' .. found[at][2]) end
  local ids = redis.call('HMGET', key, unpack(names))
  for at = from, upTo do
    local id = ids[at - from + 1]
    local attributes = id and redis.call('VGETATTR', KEYS[1], id)
    table.insert(hits, string.format('%.17g', found[at][1]))
    table.insert(hits, found[at][2])
    table.insert(hits, id or '')
    table.insert(hits, attributes)
  end
end
return {docs, string.format('%.17g', average), part <= last and part or -1, weights, hits}
`,
  { readOnly: true },
);
