import { DROP_ENTRY } from "./drop-entry.lua.js";

/**
 * Writes the event that entries with a label are served no more.
 *
 * KEYS[1] generation key. ARGV: 1 label, 2 MAXLEN of the stream.
 * Reply: generation, id of the event.
 */
export const ANNOUNCE_LABEL = `
${DROP_ENTRY}
local event = announce(string.sub(KEYS[1], 1, -2), ARGV[2], 'label', ARGV[1])
return {redis.call('GET', KEYS[1]) or '0', event}
`;
