import { DROP_ENTRY } from "./drop-entry.lua.js";

/**
 * Notes on an entry whether it was the right answer, and removes it on request.
 *
 * KEYS[1] generation key. ARGV: 1 entry id, 2 note, 3 notes kept, 4 "1" to remove, 5 MAXLEN of the stream.
 *
 * The event goes out also when the entry is gone: another process may still have it in memory.
 *
 * Reply: 1 when the entry was there; 1 when it was removed.
 */
export const JUDGE_ENTRY = `
${DROP_ENTRY}
local base = string.sub(KEYS[1], 1, -2)
local prefix = base .. (redis.call('GET', KEYS[1]) or '0') .. ':'
local id = ARGV[1]
local key = prefix .. 'e:' .. id
local known = redis.call('EXISTS', key)
if ARGV[4] == '1' then
  drop(prefix, id)
  announce(base, ARGV[5], 'entry', id)
  return {known, known}
end
if known == 1 then
  local notes, kept = {}, ''
  for note in string.gmatch(redis.call('HGET', key, 'n') or '', '%S+') do notes[#notes + 1] = note end
  notes[#notes + 1] = ARGV[2]
  for i = math.max(1, #notes - tonumber(ARGV[3]) + 1), #notes do kept = kept .. (kept == '' and '' or ' ') .. notes[i] end
  redis.call('HSET', key, 'n', kept)
end
return {known, 0}
`;
