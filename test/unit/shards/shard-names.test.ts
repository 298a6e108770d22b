import calculateSlot from "cluster-key-slot";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectionKeys, shardPlace } from "../../../src/repository/index.js";
import { shardNames } from "../../../src/shards/shard-names.js";

const SLOTS = 16_384;
const names = fc.stringMatching(/^[a-z0-9_.-]{1,40}$/);
const places = fc.record({ namespace: names, collection: names });
const counts = fc.oneof(fc.integer({ min: 2, max: 12 }), fc.constantFrom(16, 64, 256));

function slotsOf(place: { namespace: string; collection: string }, count: number): number[] {
  return shardNames(place, count).map((name) => {
    const { namespace, collection } = shardPlace(place, name);
    return calculateSlot(collectionKeys(namespace, collection).vectors);
  });
}

describe("the names of shards", () => {
  test("are the same for ever, although the record has them, too", () => {
    expect(shardNames({ namespace: "shop", collection: "articles" }, 3)).toEqual(["3-40", "3-33", "3-1"]);
    expect(shardNames({ namespace: "shop:acme", collection: "a" }, 5)).toEqual([
      "5-59",
      "5-72",
      "5-118",
      "5-22",
      "5-138",
    ]);
  });

  test("have their slots in the middle of equal ranges, for every collection", () => {
    fc.assert(
      fc.property(places, counts, (place, count) => {
        for (const [shard, slot] of slotsOf(place, count).entries()) {
          expect(Math.abs((slot * count) / SLOTS - shard - 0.5)).toBeLessThanOrEqual(1 / 16);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("give masters with equal ranges of slots equally many shards, or one more", () => {
    fc.assert(
      fc.property(places, counts, fc.integer({ min: 1, max: 7 }), (place, count, masters) => {
        const parts = new Array<number>(masters).fill(0);
        for (const slot of slotsOf(place, count)) parts[Math.floor((slot * masters) / SLOTS)]!++;
        const [least, most] = [Math.min(...parts), Math.max(...parts)];
        expect(most - least).toBeLessThanOrEqual(count % masters === 0 ? 0 : 1);
      }),
      { numRuns: 100 },
    );
  });

  test("of one collection differ between numbers of shards, so that no key belongs to two", () => {
    const place = { namespace: "shop", collection: "articles" };
    const all = [2, 3, 4, 5, 6].flatMap((count) => shardNames(place, count));
    expect(new Set(all).size).toBe(all.length);
  });
});
