/** Entries and labels whose last invalidation is remembered: about 1 MB at most. */
const INVALIDATIONS_KEPT = 10_000;

/**
 * Lua functions that the scripts which remove entries share.
 *
 * `drop(prefix, id)`: removes everything of one entry, also when its hash has expired already, and updates sums and label sets.
 * `announce(base, most, kind, what, trace)`: writes an invalidation into the stream, with the span that caused it if there is one, and the time of each thing's last
 * invalidation into `inv`, so that the next function need not search the stream. Returns the id of the event.
 *
 * `invalidated_since(base, since, id, labels)`: whether an invalidation after the event `since` covers the entry, or cannot be
 * ruled out, because that event is gone (trimmed, deleted, another server) or too many invalidations came since.
 *
 * Events are ordered by milliseconds · 1000 + sequence, exact in a double until the year 2255; beyond 999 events of one
 * millisecond they count as later.
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
local function order_of(event)
  local ms, sequence = string.match(event, '^(%d+)-(%d+)$')
  return ms * 1000 + math.min(tonumber(sequence), 999)
end
local function announce(base, most, kind, what, trace)
  local fields = {kind, what}
  if trace and trace ~= '' then fields = {kind, what, 'trace', trace} end
  local event = redis.call('XADD', base .. 'ev', 'MAXLEN', '~', most, '*', unpack(fields))
  redis.call('ZADD', base .. 'inv', string.format('%d', order_of(event)), what)
  redis.call('ZREMRANGEBYRANK', base .. 'inv', 0, -${INVALIDATIONS_KEPT + 1})
  return event
end
local function invalidated_since(base, since, id, labels)
  local last = -1
  if since ~= '0-0' then
    if #redis.call('XRANGE', base .. 'ev', since, since) == 0 then return true end
    local asked = order_of(since)
    last = asked % 1000 == 999 and asked - 1 or asked
  end
  local function came_later(what)
    local order = redis.call('ZSCORE', base .. 'inv', what)
    return order and tonumber(order) > last
  end
  if came_later('*') or came_later(id) then return true end
  for _, label in ipairs(labels) do
    if came_later(label) then return true end
  end
  if redis.call('ZCARD', base .. 'inv') < ${INVALIDATIONS_KEPT} then return false end
  return tonumber(redis.call('ZRANGE', base .. 'inv', 0, 0, 'WITHSCORES')[2]) > last
end
`;
