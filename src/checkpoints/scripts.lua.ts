import { Script } from "../script.js";

/** After each write: all keys of a thread expire in the same millisecond, or none does. */
const KEEP = `
local function keep(ttl)
  for _, key in ipairs(KEYS) do
    if ttl == '' then redis.call('PERSIST', key) else redis.call('PEXPIRE', key, ttl) end
  end
end
`;

/**
 * Stores one checkpoint whole. What it does not change it has from its parent: the script copies for which channel which
 * checkpoint has the value.
 *
 * KEYS: the thread's. ARGV: 1 namespace, 2 checkpoint, 3 parent or '', 4 life in ms or '', 5 the checkpoint's bytes, 6 those of its
 * metadata, then for each changed channel its name and value; '' for a channel that has none any more.
 *
 * Because of its first line a full server refuses the script before it begins.
 */
export const PUT_CHECKPOINT = new Script(
  `#!lua
${KEEP}
local prefix, place = ARGV[1] .. '\\0', ARGV[1] .. '\\0' .. ARGV[2]
local refs = {}
if ARGV[3] ~= '' then
  local kept = redis.call('HGET', KEYS[2], 'r' .. prefix .. ARGV[3])
  if kept then refs = cjson.decode(kept) end
end
redis.call('ZADD', KEYS[1], 0, place)
for i = 7, #ARGV, 2 do
  if ARGV[i + 1] == '' then refs[ARGV[i]] = nil
  else
    refs[ARGV[i]] = ARGV[2]
    redis.call('HSET', KEYS[2], 'v' .. place .. '\\0' .. ARGV[i], ARGV[i + 1])
  end
end
redis.call('HSET', KEYS[2], 'c' .. place, ARGV[5], 'm' .. place, ARGV[6], 'p' .. place, ARGV[3],
  'r' .. place, cjson.encode(refs))
keep(ARGV[4])
return 1
`,
  { readOnly: false },
);

/**
 * Stores the writes of one task, all or none. A write that is there stays, unless it may be replaced.
 *
 * KEYS: the thread's. ARGV: 1 namespace, 2 checkpoint, 3 life in ms or '', then for each write the rest of its name, '1' if it
 * may be replaced, and its value.
 */
export const PUT_WRITES = new Script(
  `#!lua
${KEEP}
local prefix = ARGV[1] .. '\\0' .. ARGV[2] .. '\\0'
for i = 4, #ARGV, 3 do
  local name = prefix .. ARGV[i]
  redis.call('ZADD', KEYS[3], 0, name)
  redis.call(ARGV[i + 1] == '1' and 'HSET' or 'HSETNX', KEYS[2], 'w' .. name, ARGV[i + 2])
end
keep(ARGV[3])
return 1
`,
  { readOnly: false },
);

/**
 * Reads one checkpoint, all of one moment. KEYS: the thread's. ARGV: 1 namespace, 2 checkpoint, or '' for the latest.
 *
 * Reply: nil; or checkpoint, its bytes, those of its metadata, parent or '', list of channel, value …, list of the rest of a
 * write's name, value …
 */
export const READ_CHECKPOINT = new Script(
  `
local prefix, id = ARGV[1] .. '\\0', ARGV[2]
if id == '' then
  local latest = redis.call('ZRANGE', KEYS[1], '(' .. ARGV[1] .. '\\1', '[' .. prefix, 'BYLEX', 'REV', 'LIMIT', 0, 1)[1]
  if not latest then return false end
  id = string.sub(latest, #prefix + 1)
end
local place = prefix .. id
local stored = redis.call('HMGET', KEYS[2], 'c' .. place, 'm' .. place, 'p' .. place, 'r' .. place)
if not stored[1] then return false end
local values, writes = {}, {}
for channel, owner in pairs(cjson.decode(stored[4])) do
  values[#values + 1] = channel
  values[#values + 1] = redis.call('HGET', KEYS[2], 'v' .. prefix .. owner .. '\\0' .. channel)
end
for _, name in ipairs(redis.call('ZRANGE', KEYS[3], '[' .. place .. '\\0', '(' .. place .. '\\1', 'BYLEX')) do
  writes[#writes + 1] = string.sub(name, #place + 2)
  writes[#writes + 1] = redis.call('HGET', KEYS[2], 'w' .. name)
end
return {id, stored[1], stored[2], stored[3], values, writes}
`,
  { readOnly: true },
);

/**
 * Reads a page of what a thread has, backwards. KEYS: the thread's. ARGV: 1 upper bound, 2 lower bound, 3 most entries.
 *
 * Reply: name, metadata, name, metadata …
 */
export const LIST_CHECKPOINTS = new Script(
  `
local page = {}
for _, place in ipairs(redis.call('ZRANGE', KEYS[1], ARGV[1], ARGV[2], 'BYLEX', 'REV', 'LIMIT', 0, ARGV[3])) do
  page[#page + 1] = place
  page[#page + 1] = redis.call('HGET', KEYS[2], 'm' .. place)
end
return page
`,
  { readOnly: true },
);

/** Notes a thread's name, and drops those that have expired. KEYS: the set of names. ARGV: 1 thread, 2 life in ms or ''. */
export const NOTE_THREAD = new Script(
  `#!lua
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('(%d', now))
return redis.call('ZADD', KEYS[1], ARGV[2] == '' and '+inf' or string.format('%d', now + ARGV[2]), ARGV[1])
`,
  { readOnly: false },
);

/** Begins the life of a thread anew, if it is there. KEYS: the thread's. ARGV: 1 life in ms. */
export const KEEP_THREAD = new Script(
  `#!lua
${KEEP}
keep(ARGV[1])
return redis.call('EXISTS', KEYS[1])
`,
  { readOnly: false },
);
