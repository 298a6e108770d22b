import { Script } from "../../script.js";

/**
 * A search with the attributes of its hits, for servers whose VSIM cannot return attributes (before 8.0.3). One step, so that
 * score and attributes belong to the same state of an element.
 *
 * KEYS: 1 vector set. ARGV: the arguments of VSIM after the key, with WITHSCORES. Reply: element, score, attributes, element …
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
