import { Script } from "../../script.js";
import { INSTANT_FUNCTIONS } from "./instant.lua.js";
import { NEVER_MS } from "./stored-instant.js";

/**
 * Prolongs the lives of elements, by the server's own clock. KEYS: 1 vector set, 2 instants. ARGV: 1 milliseconds from now, or
 * empty for ever, then ids. Reply: for each id 1 if there is such an element, else 0.
 *
 * A life is never shortened, so it does not matter in which order two calls arrive, or whether one arrives twice.
 */
export const TOUCH_ELEMENTS = new Script(
  `#!lua
${INSTANT_FUNCTIONS}
local now, replies = clockMs(), {}
local wanted = ARGV[1] == '' and ${NEVER_MS} or now + ARGV[1]
for place = 2, #ARGV do
  local id, reply = ARGV[place], 0
  if redis.call('VISMEMBER', KEYS[1], id) == 1 then
    local stored = redis.call('VGETATTR', KEYS[1], id)
    local instant = instantOf(stored)
    if not instant or instant > now then
      reply = 1
      if instant and instant < wanted then
        redis.call('VSETATTR', KEYS[1], id, moveInstant(stored, wanted))
        if ARGV[1] == '' then redis.call('ZREM', KEYS[2], id)
        else redis.call('ZADD', KEYS[2], string.format('%.0f', wanted), id) end
      end
    end
  end
  replies[place - 1] = reply
end
return replies
`,
  { readOnly: false },
);
