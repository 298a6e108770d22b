import type { Command } from "../executor.js";

/** Commands that the server answers when something has happened: https://redis.io/docs/latest/commands/?group=list and others. */
const WAITING_COMMANDS: ReadonlySet<string> = new Set([
  ...["BLPOP", "BRPOP", "BRPOPLPUSH", "BLMOVE", "BLMPOP"],
  ...["BZPOPMIN", "BZPOPMAX", "BZMPOP"],
  ...["WAIT", "WAITAOF"],
]);

/** These wait when they are told so by `BLOCK`. */
const STREAM_READS: ReadonlySet<string> = new Set(["XREAD", "XREADGROUP"]);

/**
 * Whether the command may wait for long on a server that is well: it holds its connection meanwhile, and that no reply
 * came in time says nothing of the server.
 */
export function waitsByItself(command: Command): boolean {
  const name = String(command[0]).toUpperCase();
  if (!STREAM_READS.has(name)) return WAITING_COMMANDS.has(name);
  const words = command.map((word) => String(word).toUpperCase());
  const block = words.indexOf("BLOCK");
  return block !== -1 && block < words.indexOf("STREAMS");
}
