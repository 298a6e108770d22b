import { createHash } from "node:crypto";
import type { Command, CommandArgument } from "../../executor.js";
import type { MigrationKeys } from "../migration-keys.js";

/** Which side of a migration answers and decides. */
export type Side = "old" | "new";

/**
 * Commands about one id that are done only if nothing newer is known of it and the side that decides is the one that the
 * writer thinks, all in one step.
 *
 * KEYS: versions, pending, alias, then the keys of the commands (they carry one hash tag; a cluster checks them).
 * ARGV: id; version, or empty for a backfill; entry of the pending stream or empty; the side; then for each command the
 * number of its words and the words.
 *
 * A backfill (no version) gives way to any live write or delete of the id. A live write gives way to a later one; the same
 * version again is done again, so a repetition after a lost reply is harmless. Replies: null when it gave way, 0 when another
 * side decides, otherwise the commands' replies.
 *
 * The server replicates and logs what the script did, not the script (Redis 7 and later); VREM before VADD makes that an
 * insertion, the one kind of VADD that replicas and AOF learn of.
 */
const BODY = `
if (redis.call('GET', KEYS[3]) or 'old') ~= ARGV[4] then return 0 end
local known = redis.call('HGET', KEYS[1], ARGV[1])
local givesWay = false
if ARGV[2] == '' then
  givesWay = known
elseif known and tonumber(known) > tonumber(ARGV[2]) then
  givesWay = true
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
local replies = {}
if not givesWay then
  local place = 5
  while place <= #ARGV do
    local words = tonumber(ARGV[place])
    replies[#replies + 1] = redis.call(unpack(ARGV, place + 1, place + words))
    place = place + words + 1
  end
end
if ARGV[3] ~= '' then redis.call('XDEL', KEYS[2], ARGV[3]) end
if givesWay then return false end
return replies`;

interface Script {
  readonly text: string;
  readonly sha1: string;
}

// With a first line of this kind a full server refuses the script before it begins, not between VREM and VADD.
const WRITE = scriptOf("#!lua\n");
// Deleting makes room, so it is let through.
const REMOVE = scriptOf("#!lua flags=allow-oom\n");

function scriptOf(head: string): Script {
  const text = head + BODY;
  return { text, sha1: createHash("sha1").update(text).digest("hex") };
}

/** One write or delete of one id. */
export interface VersionedStep {
  readonly id: string;
  /** Undefined: of a backfill. */
  readonly version: number | undefined;
  /** Entry of the pending stream that this settles. */
  readonly entry: string | undefined;
  readonly side: Side;
  readonly commands: readonly Command[];
}

/** The step as a command. `byHash`: for a server that knows the script already. */
export function encodeVersionedStep(
  keys: MigrationKeys,
  { id, version, entry, side, commands }: VersionedStep,
  byHash: boolean,
): Command {
  const { text, sha1 } = commands.some(([name]) => name === "VADD") ? WRITE : REMOVE;
  const touched = [...new Set(commands.map((command) => String(command[1])))];
  const words = commands.flatMap((command): CommandArgument[] => [String(command.length), ...command]);
  return [
    ...(byHash ? ["EVALSHA", sha1] : ["EVAL", text]),
    String(3 + touched.length),
    ...[keys.versions, keys.pending, keys.alias, ...touched],
    ...[id, version === undefined ? "" : String(version), entry ?? "", side],
    ...words,
  ];
}
