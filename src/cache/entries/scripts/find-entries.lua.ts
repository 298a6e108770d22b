/**
 * The nearest entries of a scope and the answers that may be served, in one round trip. Reads only.
 *
 * KEYS[1] generation key. ARGV: 1 scope, 2 query (FP32), 3 COUNT, 4 EF, 5 FILTER or "", 6 least score of a hit, 7 score below
 * which entries are left out, 8 error norm of the query's own code, 9 slack of float32 sums, 10 answers wanted, 11 another
 * score that must be told apart from exactly, or "".
 *
 * Reply: a list of
 * 1. the generation,
 * 2. the number of elements whose entry has expired,
 * 3. the largest error norm of all entries,
 * 4. one row per entry, best first: id, score, answer id, created, word hashes, error norm; then, if it may be served,
 *    response, prompt, meta, staleMs, PTTL; then its vector, if the code leaves open whether it is a hit or which entry is
 *    best. The last rows are keys that hold another type of value: their error norm is "?".
 * 5. the id of the latest event.
 */
export const FIND_ENTRIES = `
local g = redis.call('GET', KEYS[1]) or '0'
local prefix = string.sub(KEYS[1], 1, -2) .. g .. ':'
local command = {'VSIM', prefix .. 'v:' .. ARGV[1], 'FP32', ARGV[2], 'WITHSCORES', 'COUNT', ARGV[3], 'EF', ARGV[4]}
if ARGV[5] ~= '' then
  command[10] = 'FILTER'
  command[11] = ARGV[5]
end
local found = redis.call(unpack(command))
local least, floor = tonumber(ARGV[6]), tonumber(ARGV[7])
local eq, slack, wanted, clear = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11]) or -1
local rows, low, high, dead, best = {}, {}, {}, 0, -1
local foreign = {}
for i = 1, #found, 2 do
  local score = tonumber(found[i + 1])
  if score < floor and #rows > 0 then break end
  local key, entry = prefix .. 'e:' .. found[i], nil
  if score >= least and #rows < wanted then
    entry = redis.pcall('HMGET', key, 'a', 'c', 'w', 'e', 'r', 'p', 'm', 'k')
  else
    entry = redis.pcall('HMGET', key, 'a', 'c', 'w', 'e')
  end
  if entry.err then
    foreign[#foreign + 1] = {found[i], found[i + 1], '', '', '', '?'}
  elseif entry[4] then
    local e = tonumber(entry[4]) or 1
    local err = (e + eq + e * eq + slack) / 2
    local n = #rows + 1
    rows[n] = {found[i], found[i + 1], unpack(entry)}
    low[n], high[n] = score - err, score + err
    if low[n] > best then best = low[n] end
  else
    dead = dead + 1
  end
end
local contenders = 0
for n = 1, #rows do
  if high[n] >= best and high[n] >= least then contenders = contenders + 1 end
end
for n = 1, #rows do
  if high[n] >= least and (n <= wanted or high[n] >= best) then
    local key, row = prefix .. 'e:' .. rows[n][1], rows[n]
    if row[7] == nil then
      local answer = redis.call('HMGET', key, 'r', 'p', 'm', 'k')
      row[7], row[8], row[9], row[10] = answer[1], answer[2], answer[3], answer[4]
    end
    row[11] = redis.call('PTTL', key)
    if low[n] < least or (low[n] < clear and high[n] >= clear) or (contenders > 1 and high[n] >= best) then row[12] = redis.call('HGET', key, 'v') end
  end
end
for _, row in ipairs(foreign) do rows[#rows + 1] = row end
local last = redis.call('XREVRANGE', string.sub(KEYS[1], 1, -2) .. 'ev', '+', '-', 'COUNT', 1)
return {g, dead, redis.call('HGET', prefix .. 'sum', 'e') or '0', rows, last[1] and last[1][1] or '0-0'}
`;
