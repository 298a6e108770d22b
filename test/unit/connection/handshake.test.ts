import { describe, expect, test } from "vitest";
import { readIdentity } from "../../../src/connection/handshake.js";
import type { Reply } from "../../../src/executor.js";

const vectorset: Reply = ["name", "vectorset", "ver", 1, "path", "", "args", []];

const hello = (version: string, modules: Reply = [vectorset]): Reply => [
  ...["server", "redis", "version", version, "proto", 3, "id", 7],
  ...["mode", "standalone", "role", "master", "modules"],
  modules,
];

describe("capabilities by version", () => {
  test.each([
    // version, WITHATTRIBS, VRANGE, EPSILON as documented
    ["8.0.0", false, false, false],
    ["8.0.2", false, false, false],
    ["8.0.3", true, false, false],
    ["8.0.4", true, false, true],
    ["8.0.12", true, false, true],
    ["8.2.0", true, false, false],
    ["8.2.1", true, false, false],
    ["8.2.2", true, false, true],
    ["8.2.3", true, false, true],
    ["8.4.0", true, true, true],
    ["8.10.1", true, true, true],
    ["9.0.0", true, true, true],
    ["10.0.0", true, true, true],
    // Of what calls itself something else nothing is assumed that might be missing.
    ["8.4.0-rc1", false, false, false],
  ])("%s", (version, withAttributes, range, exactEpsilon) => {
    expect(readIdentity(hello(version), "h:1")).toMatchObject({
      version,
      withAttributes,
      range,
      exactEpsilon,
    });
  });
});

describe("threads are safe from the fix of each line on", () => {
  test.each([
    ...["8.2.9", "8.2.10", "8.4.6", "8.6.6", "8.6.30", "8.8.2", "8.8.3", "8.10.1", "8.12.0", "9.0.0"].map(
      (version) => [version, true] as const,
    ),
    ...["8.0.0", "8.0.2", "8.0.99", "8.2.3", "8.2.8", "8.4.5", "8.6.3", "8.6.5", "8.8.1", "8.10.0"].map(
      (version) => [version, false] as const,
    ),
    // Previews carry odd numbers; what calls itself something else is not trusted.
    ["8.7.225", false],
    ["8.9.240", false],
    ["8.6.6-rc1", false],
  ] as const)("%s: %s", (version, safeThreads) => {
    expect(readIdentity(hello(version), "h:1").safeThreads).toBe(safeThreads);
  });
});

test("mode and role are read", () => {
  expect(readIdentity(hello("8.2.3"), "h:1")).toMatchObject({ mode: "standalone", role: "master" });
});

test("the module is found among others, wherever it stands", () => {
  const others: Reply = ["name", "ReJSON", "ver", 80_200];
  expect(readIdentity(hello("8.2.3", [others, ["ver", 1, "name", "vectorset"]]), "h:1").version).toBe(
    "8.2.3",
  );
});

test.each<[string, Reply]>([
  ["an older server", hello("7.4.2")],
  ["an older server with a module of that name", hello("7.9.240")],
  ["a server without vector sets", hello("8.2.3", [])],
  ["a server with other modules only", hello("8.2.3", [["name", "search"]])],
  ["a fork with a version of its own", ["server", "valkey", "version", "8.1.0", "modules", []]],
  ["a reply without a version", ["server", "redis"]],
  ["a reply of odd length", ["server"]],
  ["an empty reply", []],
  ["a reply that is no map", "OK"],
  ["no reply", null],
])("%s is refused as unsupported", (_, reply) => {
  expect(() => readIdentity(reply, "h:1")).toThrow(expect.objectContaining({ code: "UNSUPPORTED_SERVER" }));
});

test("the refusal says what is there and what to do", () => {
  expect(() => readIdentity(hello("7.4.2"), "cache:6379")).toThrow(
    /cache:6379 is redis 7\.4\.2.*docker compose/s,
  );
  expect(() => readIdentity(hello("8.2.3", []), "h:1")).toThrow(/without the vectorset module/);
});
