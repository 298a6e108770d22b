/**
 * Lua functions that scripts which take entries away share.
 *
 * `drop(prefix, id)`: everything of one entry goes, whether or not its hash has expired already; sums and label sets follow.
 * `invalidated_since(base, since, id, labels)`: whether an event after `since` covers the entry, or events are missing.
 */
export const DROP_ENTRY = `
local function drop(prefix, id)
  redis.call('DEL', prefix .. 'e:' .. id)
  redis.call('VREM', prefix .. 'v:' .. string.sub(id, 1, 16), id)
  redis.call('ZREM', prefix .. 'exp', id)
  redis.call('ZREM', prefix .. 'use', id)
  local own = redis.call('HGET', prefix .. 'own', id)
  if not own then return 0 end
  redis.call('HDEL', prefix .. 'own', id)
  local bytes = 0
  for word in string.gmatch(own, '%S+') do
    if bytes == 0 then bytes = tonumber(word) else redis.call('SREM', prefix .. 'l:' .. word, id) end
  end
  redis.call('HINCRBY', prefix .. 'sum', 'entries', -1)
  redis.call('HINCRBY', prefix .. 'sum', 'bytes', -bytes)
  return bytes
end
local function invalidated_since(base, since, id, labels)
  local first = redis.call('XRANGE', base .. 'ev', '-', '+', 'COUNT', 1)
  if #first == 0 then return since ~= '0-0' end
  local events = redis.call('XRANGE', base .. 'ev', '(' .. since, '+')
  if since ~= '0-0' and #redis.call('XRANGE', base .. 'ev', since, since) == 0 then return true end
  if since == '0-0' then
    local info = redis.call('XINFO', 'STREAM', base .. 'ev')
    for i = 1, #info, 2 do
      if info[i] == 'entries-added' and info[i + 1] > #events then return true end
    end
  end
  for _, event in ipairs(events) do
    local kind, what = event[2][1], event[2][2]
    if kind == 'all' then return true end
    if kind == 'entry' and what == id then return true end
    if kind == 'label' then
      for _, label in ipairs(labels) do if label == what then return true end end
    end
  end
  return false
end
`;
