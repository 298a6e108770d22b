import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shardOfId } from "../../../src/shards/shard-of-id.js";

/** The largest difference of a shard's part from the mean, relative to it. */
function unevenness(ids: readonly string[], count: number): number {
  const parts = new Array<number>(count).fill(0);
  for (const id of ids) parts[shardOfId(id, count)]!++;
  return Math.max(...parts.map((part) => Math.abs((part * count) / ids.length - 1)));
}

describe("the shard of an id", () => {
  test("never changes, because stored records would not be found any more", () => {
    const ids = ["", "a", "42", "r7", "__proto__", "é", "🦊"];
    expect(ids.map((id) => shardOfId(id, 16))).toEqual([10, 1, 2, 10, 11, 8, 7]);
  });

  test("is one of the shards, whatever the id", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 256 }), (id, count) => {
        const shard = shardOfId(id, count);
        expect(Number.isInteger(shard) && shard >= 0 && shard < count).toBe(true);
      }),
    );
  });

  test.each([
    ["numbers", (n: number) => String(n)],
    ["even numbers", (n: number) => String(2 * n)],
    ["numbers with leading zeros", (n: number) => String(n).padStart(12, "0")],
    ["paths", (n: number) => `articles/2024/${n % 12}/${n}.md`],
    ["chunks of documents", (n: number) => `doc-${Math.floor(n / 10)}#${n % 10}`],
  ])("is even for %s", (_, idOf) => {
    const ids = Array.from({ length: 30_000 }, (_, n) => idOf(n));
    for (const count of [2, 3, 4, 6, 8]) expect(unevenness(ids, count)).toBeLessThan(0.06);
  });
});
