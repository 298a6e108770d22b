import { describe, expect, test } from "vitest";
import type { Reply } from "../../../src/executor.js";
import { SlotMap } from "../../../src/topology/cluster/slot-map.js";
import { addressReader, parseTarget } from "../../../src/topology/nodes/node-address.js";

const node = (host: string | null, port: number): Reply => [host, port, "id", []];
const parse = (reply: Reply) => SlotMap.parse(reply, addressReader("asked", undefined));
const at = (host: string, port: number) => ({ host, port });

describe("a slot map", () => {
  test("says who has a slot, over several ranges of one primary, and who repeats it", () => {
    const map = parse([
      [0, 99, node("a", 1), node("ar", 2)],
      [100, 199, node("b", 1)],
      [300, 16_383, node("a", 1), node("ar", 2)],
    ]);
    expect(map.shards).toEqual([
      { primary: at("a", 1), replicas: [at("ar", 2)] },
      { primary: at("b", 1), replicas: [] },
    ]);
    const owners = [0, 99, 100, 199, 200, 299, 300, 16_383].map((slot) => map.shardOf(slot)?.primary.host);
    expect(owners).toEqual(["a", "a", "b", "b", undefined, undefined, "a", "a"]);
  });

  test.each([[null], [""], ["?"]])("takes the host that was asked where the node says %j", (host) => {
    expect(parse([[0, 1, node(host, 7)]]).shardOf(0)?.primary).toEqual(at("asked", 7));
  });

  test("takes note of a redirection, also to a node that it does not know", () => {
    const map = parse([[0, 16_383, node("a", 1)]]);
    map.assign(5, at("new", 9));
    expect([4, 5, 6].map((slot) => map.shardOf(slot)?.primary.host)).toEqual(["a", "new", "a"]);
    expect(map.shards).toHaveLength(2);
  });

  test.each<[Reply]>([
    ["OK"],
    [["x"]],
    [[[0, 1]]],
    [[[0, 16_384, node("a", 1)]]],
    [[[0, 1, ["a", "1"]]]],
    [[["0", 1, node("a", 1)]]],
  ])("refuses %j", (reply) => {
    expect(() => parse(reply)).toThrow(expect.objectContaining({ code: "UNEXPECTED_REPLY" }));
  });
});

describe("the address that a redirection names", () => {
  test.each([
    ["127.0.0.1:7001", at("127.0.0.1", 7_001)],
    ["::1:7001", at("::1", 7_001)],
    ["[::1]:7001", at("::1", 7_001)],
    [":7001", at("asked", 7_001)],
    ["?:7001", at("asked", 7_001)],
    ["redis.example:7001", at("redis.example", 7_001)],
    ["redis.example", undefined],
    ["redis.example:x", undefined],
    ["redis.example:0", undefined],
    ["", undefined],
  ])("%s", (text, address) => {
    expect(parseTarget(text, addressReader("asked", undefined))).toEqual(address);
  });

  test("goes through the map, unless it is the host that was asked", () => {
    const read = addressReader("asked", (host, port) => at(`${host}.outside`, port + 1));
    expect(parseTarget("inside:7001", read)).toEqual(at("inside.outside", 7_002));
    expect(parseTarget(":7001", read)).toEqual(at("asked", 7_001));
  });
});
