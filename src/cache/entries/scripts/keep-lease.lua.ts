/**
 * Renews a lease, gives it up, or leaves a word in its place, if the caller still holds it.
 *
 * KEYS[1] generation key. ARGV: 1 entry id, 2 generation, 3 holder, 4 ms from now on, 0 to give it up, 5 word for the
 * processes that wait, or "".
 *
 * Reply: 1, or 0 when the lease is gone or another process holds it.
 */
export const KEEP_LEASE = `
local lease = string.sub(KEYS[1], 1, -2) .. ARGV[2] .. ':f:' .. ARGV[1]
local fence, holder = string.match(redis.call('GET', lease) or '', '^(%d+) (%S+)')
if holder ~= ARGV[3] then return 0 end
if ARGV[4] == '0' then
  redis.call('DEL', lease)
elseif ARGV[5] == '' then
  redis.call('PEXPIRE', lease, ARGV[4])
else
  redis.call('SET', lease, fence .. ' ' .. holder .. ' ' .. ARGV[5], 'PX', ARGV[4])
end
return 1
`;
