import { QUARANTINED } from "./quarantined.lua.js";

/**
 * A whole look-up in one round trip: the entry with exactly this question and, if there is none, the nearest entries of the scope
 * with the answers that may be served. Reads only.
 *
 * KEYS[1] generation key. ARGV without a search: up to 11 ids of exact entries. With a search: 1 id of the exact entry, or "" to
 * search only, 2 scope, 3 query (FP32), 4 COUNT, 5 EF, 6 FILTER or "", 7 least score of a hit, 8 score below which entries are left
 * out, 9 error norm of the query's own code, 10 slack of float32 sums, 11 another score that must be told apart from exactly, or "",
 * 12 "w" if word hashes are wanted.
 *
 * Reply: a list of
 * 1. the generation,
 * 2. the id of the latest event,
 * 3. the exact entry: its fields (response, prompt, answer id, meta, created, staleMs, probation, writer) and PTTL; "?" if its key
 *    holds another type of value; "" if there is none, or its writer is in quarantine. If there is one, nothing is searched. Without a
 *    search, the entries of further ids follow.
 * If it was searched:
 * 4. the number of elements whose entry has expired,
 * 5. the largest error norm of all entries,
 * 6. one row per entry, best first: id, score, answer id, created, error norm, word hashes, its label of probation or "!" if its
 *    writer is in quarantine; then, if it may be served, response, prompt, meta, staleMs and PTTL; then its vector, if the code leaves open whether it is a hit or which entry is best. If
 *    more than eight could be the best, only the first three bring their answer, and the others five times "". The last rows
 *    are keys that hold another type of value: id and score only.
 */
export const LOOK_UP = `
${QUARANTINED}
local base = string.sub(KEYS[1], 1, -2)
local g = redis.call('GET', KEYS[1]) or '0'
local last = redis.call('XREVRANGE', base .. 'ev', '+', '-', 'COUNT', 1)[1]
local since = last and last[1] or '0-0'
local prefix = base .. g .. ':e:'
local searches = #ARGV == 12
local reply = {g, since, ''}
for i = 1, searches and (ARGV[1] == '' and 0 or 1) or #ARGV do
  local key, exact = prefix .. ARGV[i], ''
  local fields = redis.pcall('HMGET', key, 'r', 'p', 'a', 'm', 'c', 'k', 'q', 'u')
  if fields.err then
    if string.sub(fields.err, 1, 9) ~= 'WRONGTYPE' then return fields end
    exact = '?'
  elseif (fields[1] or fields[2] or fields[4]) and not (fields[8] and quarantined(base, key)) then
    fields[9] = redis.call('PTTL', key)
    exact = fields
  end
  reply[i + 2] = exact
end
if not searches or type(reply[3]) == 'table' then return reply end

local command = {'VSIM', base .. g .. ':v:' .. ARGV[2], 'FP32', ARGV[3], 'WITHSCORES', 'COUNT', ARGV[4], 'EF', ARGV[5]}
if ARGV[6] ~= '' then
  command[10] = 'FILTER'
  command[11] = ARGV[6]
end
local found = redis.call(unpack(command))
local least, floor = tonumber(ARGV[7]), tonumber(ARGV[8])
local eq, slack, clear = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11]) or -1
local w = ARGV[12] == 'w' and 'w' or '-'
local rows, low, high, foreign, dead, best = {}, {}, {}, {}, 0, -1
for i = 1, #found, 2 do
  local score = tonumber(found[i + 1])
  if score < floor and #rows > 0 then break end
  local n, key, entry = #rows + 1, prefix .. found[i], nil
  if n <= 3 and score >= least then
    entry = redis.pcall('HMGET', key, 'a', 'c', 'e', w, 'q', 'r', 'p', 'm', 'k')
  else
    entry = redis.pcall('HMGET', key, 'a', 'c', 'e', w, 'q')
  end
  if entry.err then
    foreign[#foreign + 1] = {found[i], found[i + 1]}
  elseif entry[3] then
    local e = tonumber(entry[3]) or 1
    if quarantined(base, key) then entry[5] = '!' end
    local err = (e + eq + e * eq + slack) / 2
    rows[n] = {found[i], found[i + 1], unpack(entry)}
    low[n], high[n] = score - err, score + err
    if low[n] > best and not entry[5] then best = low[n] end
  else
    dead = dead + 1
  end
end
local contenders = 0
for n = 1, #rows do
  if high[n] >= best and high[n] >= least then contenders = contenders + 1 end
end
for n = 1, #rows do
  if high[n] >= least and (n <= 3 or high[n] >= best) then
    local row, key = rows[n], prefix .. rows[n][1]
    if n > 3 and contenders > 8 then
      row[8], row[9], row[10], row[11], row[12] = '', '', '', '', ''
    else
      if row[8] == nil then
        local answer = redis.call('HMGET', key, 'r', 'p', 'm', 'k')
        row[8], row[9], row[10], row[11] = answer[1], answer[2], answer[3], answer[4]
      end
      row[12] = redis.call('PTTL', key)
    end
    if low[n] < least or (low[n] < clear and high[n] >= clear) or (contenders > 1 and high[n] >= best) then
      row[13] = redis.call('HGET', key, 'v')
    end
  end
end
for _, row in ipairs(foreign) do rows[#rows + 1] = row end
return {g, since, reply[3], dead, redis.call('HGET', base .. g .. ':sum', 'e') or '0', rows}
`;
