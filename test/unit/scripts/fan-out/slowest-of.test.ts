import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLatencies } from "../../../../scripts/fan-out/read-latencies.js";
import { shareWithin, slowestMs } from "../../../../scripts/fan-out/slowest-of.js";

const EVEN = Array.from({ length: 100 }, (_, place) => ({ share: (place + 1) / 100, ms: place + 1 }));

describe("how long a search of many shards takes", () => {
  test("one shard takes what was measured", () => {
    expect(slowestMs(EVEN, 1, 0.5)).toBeCloseTo(50, 6);
    expect(slowestMs(EVEN, 1, 0.99)).toBeCloseTo(99, 6);
  });

  test("half of the searches of ten shards take what 93 of 100 searches of one shard take", () => {
    expect(slowestMs(EVEN, 10, 0.5)).toBeCloseTo(100 * 0.5 ** (1 / 10), 6);
  });

  test("a second request is late only if both requests are late", () => {
    // The first takes longer than 90 ms in 10 % of the cases, and the second, 40 ms of 90 later, longer than 50 ms in half of them.
    expect(shareWithin(EVEN, 90, { afterMs: 40 })).toBeCloseTo(1 - 0.1 * 0.5, 6);
    expect(slowestMs(EVEN, 10, 0.99, { afterMs: 40 })).toBeLessThan(slowestMs(EVEN, 10, 0.99));
  });

  test("the calculation agrees with the share of the measured latencies that are as short", () => {
    const lists = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 5 }), (list, shards) => {
        const quantiles = readLatencies(JSON.stringify(list), { ef: 100, callers: 1 });
        for (const ms of list) {
          const share = list.filter((other) => other <= ms).length / list.length;
          expect(shareWithin(quantiles, ms)).toBeCloseTo(share, 9);
          expect(slowestMs(quantiles, shards, share ** shards)).toBeCloseTo(ms, 6);
        }
      }),
    );
  });

  test("a scale file without the chosen searches says which it has", () => {
    const search = { ef: 200, callers: 16, quantiles: [{ share: 1, ms: 3 }] };
    const text = JSON.stringify({ sizes: [{ elements: 1_000, searches: [search] }] });
    expect(readLatencies(text, { ef: 200, callers: 16 })).toEqual([{ share: 1, ms: 3 }]);
    expect(() => readLatencies(text, { ef: 100, callers: 1 })).toThrow(/1000 elements, EF 200, 16 callers/);
  });
});
