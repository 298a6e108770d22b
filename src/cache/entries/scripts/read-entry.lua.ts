/**
 * The entry with exactly this scope and prompt, and where Redis stands, in one command. Reads only.
 *
 * KEYS[1] generation key. ARGV: 1 entry id.
 *
 * Reply: generation, id of the latest event; if the entry is there also its fields (response, prompt, answer id, meta, created,
 * staleMs) and PTTL. Where the key holds another type of value, "?" comes in place of the fields.
 */
export const READ_ENTRY = `
local base = string.sub(KEYS[1], 1, -2)
local g = redis.call('GET', KEYS[1]) or '0'
local last = redis.call('XREVRANGE', base .. 'ev', '+', '-', 'COUNT', 1)
local since = last[1] and last[1][1] or '0-0'
local key = base .. g .. ':e:' .. ARGV[1]
local fields = redis.pcall('HMGET', key, 'r', 'p', 'a', 'm', 'c', 'k')
if fields.err then
  if string.sub(fields.err, 1, 9) == 'WRONGTYPE' then return {g, since, '?'} end
  return fields
end
if not (fields[1] or fields[2] or fields[4]) then return {g, since} end
return {g, since, fields, redis.call('PTTL', key)}
`;
