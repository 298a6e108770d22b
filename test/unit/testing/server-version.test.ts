import { expect, test } from "vitest";
import { compareVersions, isNewEnough, parseServerVersion } from "../../../src/testing/server-version.js";

test("the version is read from what redis-server --version prints", () => {
  const printed =
    "Redis server v=8.0.2 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=8ef13182762c8279\n";
  expect(parseServerVersion(printed)).toBe("8.0.2");
  expect(parseServerVersion("Redis server v=7.0.15 sha=0:0")).toBe("7.0.15");
});

test("Valkey, whose numbers also reach 8, is not taken for Redis", () => {
  expect(
    parseServerVersion("Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64"),
  ).toBeUndefined();
  expect(parseServerVersion("")).toBeUndefined();
});

test("8 is new enough, and 10 is newer than 8 although it sorts before it as text", () => {
  expect(["7.4.2", "8.0.0", "8.10.1", "10.0.0"].map(isNewEnough)).toEqual([false, true, true, true]);
  expect(["8.10.1", "8.2.9", "10.0.0", "8.2"].sort(compareVersions)).toEqual([
    "8.2",
    "8.2.9",
    "8.10.1",
    "10.0.0",
  ]);
});
