import { Script } from "../../script.js";

/**
 * Three scripts for the process that holds the lease of a collection's calibration (see `calibration-lease.ts`). Each gives -1 and
 * changes nothing if the lease is somebody else's by now. `drop` deletes the lease.
 */

/**
 * Puts a calibration in force, and notes that the codes have to be rewritten. Keys: lease, the collection's record, the
 * calibration, the progress. Arguments: token, version, the calibration as JSON. Reply: 1.
 *
 * A write compares the version in force with the one of its codes (see `write-elements.lua.ts`). So from here on no code of an
 * older version is written.
 */
export const ACTIVATE_CALIBRATION = new Script(
  `#!lua
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return -1 end
redis.call('HSET', KEYS[3], 'record', ARGV[3])
redis.call('HSET', KEYS[2], 'calibration', ARGV[2])
redis.call('DEL', KEYS[4])
redis.call('HSET', KEYS[4], 'version', ARGV[2], 'cursor', '0', 'kept', '')
return 1
`,
  { readOnly: false },
);

/**
 * Replaces codes that are still the ones that the caller has read, notes the progress, and renews the lease. Keys: lease, codes,
 * progress. Arguments: token, lease in milliseconds, the cursor from which to go on, the older versions that stay in use, then
 * for each code its id, the old code and the new one. Reply: how many were replaced.
 */
export const REPLACE_CODES = new Script(
  `#!lua
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return -1 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local replaced = 0
for place = 5, #ARGV, 3 do
  if redis.call('HGET', KEYS[2], ARGV[place]) == ARGV[place + 1] then
    redis.call('HSET', KEYS[2], ARGV[place], ARGV[place + 2])
    replaced = replaced + 1
  end
end
redis.call('HSET', KEYS[3], 'cursor', ARGV[3], 'kept', ARGV[4])
return replaced
`,
  { readOnly: false },
);

/**
 * Ends the work: gives the lease back, and deletes keys. Keys: lease, the collection's record, then those to delete. Arguments:
 * token, and for a calibration that was not used the number of codes that there were, else an empty text. Reply: 1.
 */
export const END_LEASE = new Script(
  `#!lua
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return -1 end
if ARGV[2] ~= '' then redis.call('HSET', KEYS[2], 'calibrationTried', ARGV[2]) end
redis.call('UNLINK', KEYS[1], unpack(KEYS, 3))
return 1
`,
  { readOnly: false },
);
