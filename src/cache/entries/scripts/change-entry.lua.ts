/**
 * Notes with an entry whether it was the right answer.
 *
 * KEYS[1] generation key. ARGV: 1 entry id, 2 note, 3 notes kept.
 * Reply: 1 when the entry was there, else 0.
 */
export const NOTE_VERDICT = `
local key = string.sub(KEYS[1], 1, -2) .. (redis.call('GET', KEYS[1]) or '0') .. ':e:' .. ARGV[1]
if redis.call('EXISTS', key) == 0 then return 0 end
local notes, kept = {}, ''
for note in string.gmatch(redis.call('HGET', key, 'n') or '', '%S+') do notes[#notes + 1] = note end
notes[#notes + 1] = ARGV[2]
for i = math.max(1, #notes - tonumber(ARGV[3]) + 1), #notes do kept = kept .. (kept == '' and '' or ' ') .. notes[i] end
redis.call('HSET', key, 'n', kept)
return 1
`;

/**
 * Gives an entry another answer id, unless it is gone or has changed meanwhile.
 *
 * KEYS[1] generation key. ARGV: 1 entry id, 2 the answer id it has, or "" for any, 3 the new one.
 * Reply: 1 when it was changed, else 0.
 */
export const RELINK_ENTRY = `
local key = string.sub(KEYS[1], 1, -2) .. (redis.call('GET', KEYS[1]) or '0') .. ':e:' .. ARGV[1]
local known = redis.call('HGET', key, 'a')
if not known or (ARGV[2] ~= '' and known ~= ARGV[2]) then return 0 end
redis.call('HSET', key, 'a', ARGV[3])
return 1
`;
