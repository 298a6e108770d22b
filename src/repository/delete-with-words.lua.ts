import type { Command } from "../executor.js";
import { Script } from "../script.js";
import { INSTANT_FUNCTIONS } from "./expiry/instant.lua.js";
import { WORDS_FUNCTION } from "./words/index.js";

/**
 * Removes an element, its code and its words. Keys: 1 vector set, 2 codes, 3 words, and, where elements expire, 4 instants.
 * Argument: the id. Reply: 1 if the element existed and had not expired. It may run on a full server, too.
 */
export const DELETE_WITH_WORDS = new Script(
  `#!lua flags=allow-oom
${WORDS_FUNCTION}${INSTANT_FUNCTIONS}
local forbidden = forbiddenWords(KEYS[3]) or not redis.acl_check_cmd('VREM', KEYS[1], ARGV[1]) and 'VREM'
if forbidden then return redis.error_reply('NOPERM this user has no permissions to run ' .. forbidden) end
local expired = KEYS[4] and isExpired(redis.call('VGETATTR', KEYS[1], ARGV[1]))
setWords(KEYS[3], ARGV[1], '')
redis.call('HDEL', KEYS[2], ARGV[1])
if KEYS[4] then redis.call('ZREM', KEYS[4], ARGV[1]) end
local removed = redis.call('VREM', KEYS[1], ARGV[1])
return expired and 0 or removed
`,
  { readOnly: false },
);

/** The deletion that a command stands for, or undefined for any other command. For those who put a condition before it. */
export function parseDeleteCall(
  command: Command,
): { readonly id: string; readonly vectorsKey: string; readonly wordsKey: string } | undefined {
  const [name, script, , vectors, , words] = command;
  const isCall =
    (name === "EVALSHA" && script === DELETE_WITH_WORDS.sha1) ||
    (name === "EVAL" && script === DELETE_WITH_WORDS.text);
  return isCall
    ? { id: String(command.at(-1)), vectorsKey: String(vectors), wordsKey: String(words) }
    : undefined;
}
