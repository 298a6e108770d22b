import { DROP_ENTRY } from "./drop-entry.lua.js";

/**
 * Removes entries that cannot be read. Checks each one itself, so that an entry that was replaced meanwhile stays.
 *
 * KEYS[1] generation key. ARGV: 1 bytes of a vector or "" when there are none, entry ids …
 *
 * Reply: number of entries dropped.
 */
export const DROP_DAMAGED = `
${DROP_ENTRY}
local function is_number(text)
  local n = text and tonumber(text)
  return n ~= nil and n == n and n ~= math.huge and n ~= -math.huge
end
local function is_whole(key)
  local entry = redis.pcall('HMGET', key, 'r', 'p', 'a', 'm', 'c', 'k', 'w', 'e', 'v')
  if entry.err then return false end
  for i = 1, 8 do if not entry[i] then return false end end
  if not is_number(entry[5]) or not is_number(entry[6]) then return false end
  if not is_number(entry[8]) or tonumber(entry[8]) < 0 or #entry[7] % 4 ~= 0 then return false end
  if string.sub(entry[4], 1, 1) ~= '{' or not pcall(cjson.decode, entry[4]) then return false end
  local tags = cjson.decode(entry[4]).t
  if tags ~= nil then
    if type(tags) ~= 'table' then return false end
    for _, tag in ipairs(tags) do if type(tag) ~= 'string' then return false end end
  end
  local vector = entry[9]
  if not vector then return true end
  if #vector ~= tonumber(ARGV[1]) then return false end
  for at = 1, #vector, 4 do
    local value = struct.unpack('<f', vector, at)
    if value ~= value or value == math.huge or value == -math.huge then return false end
  end
  return true
end
local prefix = string.sub(KEYS[1], 1, -2) .. (redis.call('GET', KEYS[1]) or '0') .. ':'
local dropped = 0
for i = 2, #ARGV do
  local key = prefix .. 'e:' .. ARGV[i]
  if redis.call('EXISTS', key) == 1 and not is_whole(key) then
    drop(prefix, ARGV[i])
    dropped = dropped + 1
  end
end
return dropped
`;
