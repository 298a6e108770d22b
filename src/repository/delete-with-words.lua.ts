import type { Command } from "../executor.js";
import { Script } from "../script.js";
import { WORDS_FUNCTION } from "./words/index.js";

/**
 * Removes an element, its code and its words. Keys: 1 vector set, 2 codes, 3 words. Argument: the id. Reply: 1 if the element
 * existed. It may run on a full server, too.
 */
export const DELETE_WITH_WORDS = new Script(
  `#!lua flags=allow-oom
${WORDS_FUNCTION}
local forbidden = forbiddenWords(KEYS[3]) or not redis.acl_check_cmd('VREM', KEYS[1], ARGV[1]) and 'VREM'
if forbidden then return redis.error_reply('NOPERM this user has no permissions to run ' .. forbidden) end
setWords(KEYS[3], ARGV[1], '')
redis.call('HDEL', KEYS[2], ARGV[1])
return redis.call('VREM', KEYS[1], ARGV[1])
`,
  { readOnly: false },
);

/** The deletion that a command stands for, or undefined for any other command. For those who put a condition before it. */
export function parseDeleteCall(
  command: Command,
): { readonly id: string; readonly keys: readonly string[] } | undefined {
  const [name, script, , vectors, codes, words, id] = command;
  const isCall =
    (name === "EVALSHA" && script === DELETE_WITH_WORDS.sha1) ||
    (name === "EVAL" && script === DELETE_WITH_WORDS.text);
  return isCall ? { id: String(id), keys: [vectors, codes, words].map(String) } : undefined;
}
