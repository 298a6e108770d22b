import { expect, test } from "vitest";
import { destinationOf } from "../../../src/topology/cluster/command-keys.js";

test.each([
  ["VADD k FP32 blob e", "k"],
  ["vsim k ELE e", "k"],
  ["HGETALL k", "k"],
  ["NEWCOMMAND k x", "k"],
  ["EVAL script 2 k1 k2 a", "k1"],
  ["evalsha_ro sha 1 k", "k"],
  ["FCALL f 1 k", "k"],
  ["ZUNION 2 a b", "a"],
  ["LMPOP 1 k LEFT", "k"],
  ["BLMPOP 0 1 k LEFT", "k"],
  ["XREAD COUNT 2 streams s1 s2 0 0", "s1"],
  ["XREADGROUP GROUP g c STREAMS s >", "s"],
  ["BITOP AND target source", "target"],
  ["OBJECT ENCODING k", "k"],
  ["MEMORY USAGE k", "k"],
  ["XINFO STREAM k", "k"],
  ["MIGRATE host 6379 k 0 100", "k"],
])("%s goes to the node of %s", (command, key) => {
  expect(destinationOf(command.split(" "))).toEqual({ key });
});

test("a key of bytes is handed on as bytes", () => {
  const key = Buffer.from([0xff, 0x00]);
  expect(destinationOf(["GET", key])).toEqual({ key });
});

test.each([
  "PING",
  "INFO server",
  "EVAL script 0",
  "SCRIPT EXISTS sha",
  "MEMORY DOCTOR",
  "XREAD COUNT 1",
  "CONFIG GET x",
  "GET",
])("%s goes to any node", (command) => {
  expect(destinationOf(command.split(" "))).toBe("any");
});

test.each(["FLUSHALL", "flushdb ASYNC", "SCRIPT LOAD code", "function flush", "CONFIG SET maxmemory 1"])(
  "%s goes to every primary",
  (command) => {
    expect(destinationOf(command.split(" "))).toBe("everyPrimary");
  },
);
