import { Script } from "../script.js";

/**
 * A search and the attributes of what it finds in one step, for servers whose VSIM cannot send them along (before 8.0.3): read
 * afterwards they could be of a later record than the score.
 *
 * KEYS: 1 vector set. ARGV: the words of VSIM after the key, with WITHSCORES. Reply: element, score, attributes, element …
 */
export const SEARCH_WITH_ATTRIBUTES = new Script(
  `#!lua flags=no-writes
local found = redis.call('VSIM', KEYS[1], unpack(ARGV))
local reply = {}
for place = 1, #found, 2 do
  reply[#reply + 1] = found[place]
  reply[#reply + 1] = found[place + 1]
  reply[#reply + 1] = redis.call('VGETATTR', KEYS[1], found[place])
end
return reply
`,
  { readOnly: true },
);
