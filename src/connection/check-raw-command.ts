import { OctavecError } from "../errors/index.js";
import type { Command } from "../executor.js";

/**
 * Commands after which a connection is not what it was: another user or database, a transaction that swallows the
 * commands of others, a stream of messages in place of replies.
 */
const CHANGES_CONNECTION = new Set([
  ...["MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH"],
  ...["SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"],
  ...[
    "AUTH",
    "HELLO",
    "SELECT",
    "RESET",
    "QUIT",
    "MONITOR",
    "SYNC",
    "PSYNC",
    "READONLY",
    "READWRITE",
    "ASKING",
  ],
]);

/** Subcommands of CLIENT that do the same. */
const CHANGES_CLIENT = new Set(["REPLY", "TRACKING", "CACHING"]);

/**
 * Looks at a command that a caller wrote by hand, and copies it: what the caller does to the array afterwards changes
 * nothing.
 *
 * @throws OctavecError `INVALID_ARGUMENT` when it is no list of strings and buffers, or would change a connection that
 * others share.
 */
export function checkRawCommand(given: unknown): Command {
  const command = copyOf(given);
  if (!isCommand(command)) throw malformed("sendCommand");
  if (changesConnection(command)) {
    const name = nameOf(command);
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `sendCommand: ${name} changes the connection, which others share. Lease one (client.lease), or use a script (EVAL).`,
      { details: { command: name } },
    );
  }
  return command;
}

/** Ends at the first argument that cannot be sent: an array can claim to be longer than memory. */
function copyOf(given: unknown): unknown {
  if (!Array.isArray(given)) return undefined;
  const copy: unknown[] = [];
  for (let index = 0; index < given.length; index++) {
    const argument: unknown = given[index];
    if (!isArgument(argument)) return undefined;
    copy.push(argument);
  }
  return copy;
}

/** Whether a connection is another one after this command. */
export function changesConnection(command: Command): boolean {
  const name = nameOf(command);
  if (name === "CLIENT") return CHANGES_CLIENT.has(String(command[1]).toUpperCase());
  return CHANGES_CONNECTION.has(name);
}

function nameOf(command: Command): string {
  return String(command[0]).toUpperCase();
}

/** Whether the value can be sent. By index: `every` would pass over the holes of an array. */
export function isCommand(command: unknown): command is Command {
  if (!Array.isArray(command) || typeof command[0] !== "string" || command[0] === "") return false;
  for (let index = 1; index < command.length; index++) {
    if (!isArgument(command[index])) return false;
  }
  return true;
}

function isArgument(argument: unknown): boolean {
  return typeof argument === "string" || Buffer.isBuffer(argument);
}

/** @param what - The call, for the message. */
export function malformed(what: string): OctavecError {
  return new OctavecError(
    "INVALID_ARGUMENT",
    `${what}: expected an array of strings and Buffers, the command's name first; nothing was sent. Write numbers as text.`,
  );
}
