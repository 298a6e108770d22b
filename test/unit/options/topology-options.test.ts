import { describe, expect, test } from "vitest";
import { isOctavecError } from "../../../src/errors/index.js";
import { connectOptionsSchema, parseOptions } from "../../../src/options/index.js";

const parse = (options: object) => parseOptions(connectOptionsSchema, options, "connect options");

/** Paths of the problems that the options are refused for. */
function refused(options: object): unknown {
  try {
    return parse(options);
  } catch (error) {
    if (!isOctavecError(error, "INVALID_OPTIONS")) throw error;
    expect(error.message).not.toMatch(/hush/);
    const issues = error.details.issues;
    return Array.isArray(issues) ? issues.map(({ path }: { path: string }) => path) : issues;
  }
}

test("one server, read from itself, is what nobody need ask for", () => {
  expect(parse({})).toMatchObject({ cluster: false, readFrom: "primary" });
  expect(parse({})).not.toHaveProperty("sentinel");
});

describe("addresses", () => {
  const nodesOf = (...nodes: unknown[]) => parse({ cluster: { nodes } }).cluster;

  test.each([
    ["10.0.0.1:7000", "10.0.0.1", 7_000],
    ["redis.example", "redis.example", 6_379],
    ["[::1]:7000", "::1", 7_000],
    ["redis://redis.example:7000", "redis.example", 7_000],
    ["rediss://redis.example", "redis.example", 6_379],
  ])("%s", (text, host, port) => {
    expect(nodesOf(text)).toEqual({ nodes: [{ host, port }] });
    expect(nodesOf({ host, port })).toEqual({ nodes: [{ host, port }] });
  });

  test("a Sentinel's port is 26379 when none is said", () => {
    expect(parse({ sentinel: { name: "n", nodes: ["a", "b:1"] } }).sentinel?.nodes).toEqual([
      { host: "a", port: 26_379 },
      { host: "b", port: 1 },
    ]);
  });

  test.each(["", "user:hush@host:1", "host:x", "http://host:1", "host:70000", "host?x"])(
    "%j is refused",
    (text) => {
      expect(refused({ cluster: { nodes: [text] } })).toEqual([expect.stringMatching(/^cluster/)]);
      expect(refused({ sentinel: { name: "n", nodes: [text] } })).toEqual([
        expect.stringMatching(/^sentinel/),
      ]);
    },
  );
});

test.each<[string, object, string]>([
  ["cluster and sentinel", { cluster: true, sentinel: { name: "n", nodes: ["a"] } }, "sentinel"],
  ["a database in a cluster", { cluster: true, database: 1 }, "database"],
  ["a database in the URL of a cluster", { cluster: true, url: "redis://h/2" }, "database"],
  ["a cluster of no nodes", { cluster: { nodes: [] } }, "cluster"],
  ["a Sentinel without a name", { sentinel: { name: "", nodes: ["a"] } }, "sentinel.name"],
  ["no Sentinels", { sentinel: { name: "n", nodes: [] } }, "sentinel.nodes"],
  ["an unknown readFrom", { readFrom: "nearest" }, "readFrom"],
  ["an address map that is no function", { addressMap: { "a:1": "b:1" } }, "addressMap"],
])("%s: refused", (_, options, path) => {
  expect(refused(options)).toEqual([expect.stringContaining(path)]);
});

test.each([
  ["database 0 in a cluster", { cluster: true, database: 0, url: "redis://h/3" }],
  ["database 0 in its URL", { cluster: true, url: "redis://h/0" }],
  ["a database behind Sentinels", { sentinel: { name: "n", nodes: ["a"] }, database: 3 }],
])("%s: taken", (_, options) => {
  expect(parse(options)).toBeDefined();
});
