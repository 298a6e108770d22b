import type { Command, CommandArgument } from "../../executor.js";

/** Where a command goes in a cluster: to the node of a key, to any node, or to every primary. */
export type Destination = { readonly key: CommandArgument } | "any" | "everyPrimary";

/** Commands without a key. One node answers for itself: in a cluster its INFO, its SCAN and its KEYS are a part of the whole. */
const KEYLESS = new Set([
  ...[
    "PING",
    "ECHO",
    "INFO",
    "TIME",
    "ROLE",
    "LOLWUT",
    "COMMAND",
    "CLUSTER",
    "ACL",
    "LATENCY",
    "SLOWLOG",
    "MODULE",
  ],
  ...[
    "SCAN",
    "KEYS",
    "DBSIZE",
    "RANDOMKEY",
    "WAIT",
    "WAITAOF",
    "PUBLISH",
    "PUBSUB",
    "CLIENT",
    "CONFIG",
    "SCRIPT",
  ],
  ...[
    "FLUSHALL",
    "FLUSHDB",
    "FUNCTION",
    "SAVE",
    "BGSAVE",
    "BGREWRITEAOF",
    "LASTSAVE",
    "SHUTDOWN",
    "SWAPDB",
    "REPLICAOF",
    "SLAVEOF",
    "FAILOVER",
  ],
]);

/** Every primary has its own scripts, settings and data: these make sense only everywhere. */
const EVERYWHERE = new Set([
  ...["FLUSHALL", "FLUSHDB", "SCRIPT LOAD", "SCRIPT FLUSH", "CONFIG SET", "CONFIG RESETSTAT"],
  ...["FUNCTION LOAD", "FUNCTION DELETE", "FUNCTION FLUSH", "FUNCTION RESTORE"],
]);

/** Position of the first key, where it is not the first argument. */
const KEY_AT: ReadonlyMap<string, number> = new Map([
  ...["BITOP", "OBJECT", "XGROUP", "XINFO", "MEMORY", "DEBUG"].map((name) => [name, 2] as const),
  ["MIGRATE", 3],
]);

/** Position of the number of keys; the first key comes right after it. */
const KEY_COUNT_AT: ReadonlyMap<string, number> = new Map([
  ...["EVAL", "EVAL_RO", "EVALSHA", "EVALSHA_RO", "FCALL", "FCALL_RO"].map((name) => [name, 2] as const),
  ...["ZUNION", "ZINTER", "ZDIFF", "ZINTERCARD", "SINTERCARD", "LMPOP", "ZMPOP"].map(
    (name) => [name, 1] as const,
  ),
  ...["BLMPOP", "BZMPOP"].map((name) => [name, 2] as const),
]);

/** Commands whose keys follow the word STREAMS. */
const STREAM_READERS = new Set(["XREAD", "XREADGROUP"]);

/**
 * Finds the key that decides. The rule: the first argument, unless the command is known to have none or to have it
 * elsewhere. Of several keys the first decides, and the server refuses those that are in other slots.
 */
export function destinationOf(command: Command): Destination {
  const name = String(command[0]).toUpperCase();
  if (KEYLESS.has(name)) {
    const subcommand = `${name} ${String(command[1] ?? "").toUpperCase()}`;
    return EVERYWHERE.has(name) || EVERYWHERE.has(subcommand) ? "everyPrimary" : "any";
  }
  const key = command[positionOf(name, command)];
  return key === undefined ? "any" : { key };
}

function positionOf(name: string, command: Command): number {
  const countAt = KEY_COUNT_AT.get(name);
  if (countAt !== undefined) return Number(command[countAt]) > 0 ? countAt + 1 : Number.NaN;
  if (STREAM_READERS.has(name)) {
    const word = command.findIndex((argument) => String(argument).toUpperCase() === "STREAMS");
    return word === -1 ? Number.NaN : word + 1;
  }
  return KEY_AT.get(name) ?? 1;
}
