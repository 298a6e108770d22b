import type { Command } from "../../executor.js";

/** What a user may be there for. The guide to security has a rule for each. */
export type Role = "reader" | "writer" | "cache";

/** Commands by role, each with arguments that fit. `K` stands for a key. */
const READER: readonly Command[] = [
  ["CLIENT", "SETINFO", "LIB-NAME", "octavec"],
  ["PING"],
  ["HGETALL", "K"],
  ["HGET", "K", "f"],
  ["VINFO", "K"],
  ["VSIM", "K", "ELE", "e"],
  ["VEMB", "K", "e"],
  ["VGETATTR", "K", "e"],
  ["VISMEMBER", "K", "e"],
  ["VCARD", "K"],
  ["HMGET", "K", "f"],
  ["HLEN", "K"],
  ["HRANDFIELD", "K"],
  ["ZSCORE", "K", "m"],
  ["EVALSHA_RO", "sha", "0"],
  ["EVAL_RO", "return 1", "0"],
];

const WRITER: readonly Command[] = [
  ["VADD", "K", "VALUES", "1", "1", "e"],
  ["VREM", "K", "e"],
  ["VSETATTR", "K", "e", "{}"],
  ["VRANDMEMBER", "K"],
  ["HSET", "K", "f", "v"],
  ["HSETNX", "K", "f", "v"],
  ["HDEL", "K", "f"],
  ["HINCRBY", "K", "f", "1"],
  ["ZADD", "K", "1", "m"],
  ["ZCARD", "K"],
  ["SADD", "K", "m"],
  ["SMEMBERS", "K"],
  ["SREM", "K", "m"],
  ["RENAME", "K", "K"],
  ["DEL", "K"],
  ["UNLINK", "K"],
  ["EVALSHA", "sha", "0"],
  ["EVAL", "return 1", "0"],
];

const CACHE: readonly Command[] = [
  ["HINCRBYFLOAT", "K", "f", "1"],
  ["HSCAN", "K", "0"],
  ["GET", "K"],
  ["SET", "K", "v"],
  ["EXPIRE", "K", "1"],
  ["PEXPIRE", "K", "1"],
  ["FCALL", "f", "0"],
  ["SCRIPT", "LOAD", "return 1"],
  ["TIME"],
  ["INCR", "K"],
  ["EXISTS", "K"],
  ["PTTL", "K"],
  ["PEXPIREAT", "K", "1"],
  ["ZREM", "K", "m"],
  ["ZRANGE", "K", "0", "0"],
  ["SRANDMEMBER", "K"],
  ["XADD", "K", "*", "f", "v"],
  ["XRANGE", "K", "-", "+"],
  ["XREVRANGE", "K", "+", "-"],
  ["XINFO", "STREAM", "K"],
  ["ZSCAN", "K", "0"],
  ["ZREMRANGEBYRANK", "K", "0", "0"],
  ["SSCAN", "K", "0"],
  ["SCARD", "K"],
  ["SISMEMBER", "K", "m"],
];

const BY_ROLE: Readonly<Record<Role, readonly Command[]>> = {
  reader: READER,
  writer: [...READER, ...WRITER],
  cache: [...READER, ...WRITER, ...CACHE],
};

/** The commands that a role needs, with `key` in the place of their keys. */
export function commandsOf(role: Role, key: string): Command[] {
  return BY_ROLE[role].map((command) => command.map((word) => (word === "K" ? key : word)));
}

/** A command as an ACL rule names it: `vsim`, `client|setinfo`. */
export function ruleOf([name, part]: Command): string {
  const word = String(name).toLowerCase();
  return ["client", "script", "xinfo"].includes(word) ? `${word}|${String(part).toLowerCase()}` : word;
}
