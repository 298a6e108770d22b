import { expect, test, vi } from "vitest";
import { ShadowReader } from "../../../src/migration/index.js";

const hits = (...ids: string[]) => ids.map((id) => ({ id, score: 1 }));

test("the caller gets the live hits unchanged, and they are compared with the shadow's by the share of common hits", async () => {
  const seen: number[] = [];
  const reader = new ShadowReader({
    live: async () => hits("a", "b", "c", "d"),
    shadow: async () => hits("d", "x", "a"),
    onCompared: ({ overlap }) => seen.push(overlap),
  });
  expect(await reader.search("q")).toEqual(hits("a", "b", "c", "d"));
  await reader.settled();
  expect(seen).toEqual([0.5]);
  const report = reader.report();
  expect(report).toMatchObject({
    queries: 1,
    compared: 1,
    meanOverlap: 0.5,
    lowestOverlap: 0.5,
    shadowFailures: 0,
  });
  expect(report.live?.p50).toBeGreaterThanOrEqual(0);
  expect(report.shadow?.p99).toBeGreaterThanOrEqual(0);
});

test("two empty answers agree, and an empty answer does not agree with hits", async () => {
  let shadow: { id: string }[] = [];
  const reader = new ShadowReader({ live: async () => hits(), shadow: async () => shadow });
  await reader.search("q");
  await reader.settled();
  expect(reader.report().meanOverlap).toBe(1);
  shadow = hits("a");
  await reader.search("q");
  await reader.settled();
  expect(reader.report()).toMatchObject({ meanOverlap: 0.5, lowestOverlap: 0 });
});

test("a shadow query that hangs never delays the live answer, and queries beyond maxUnderWay are not compared", async () => {
  const shadow = vi.fn(() => new Promise<never>(() => {}));
  const reader = new ShadowReader({ live: async () => hits("a"), shadow, maxUnderWay: 2 });
  for (let query = 0; query < 5; query++) expect(await reader.search("q")).toEqual(hits("a"));
  await vi.waitFor(() => expect(shadow).toHaveBeenCalledTimes(2));
  expect(reader.report()).toMatchObject({
    queries: 5,
    compared: 0,
    skipped: 3,
    live: null,
    meanOverlap: null,
  });
});

test("an error of the shadow is counted and hidden from the caller; an error of the live search reaches the caller", async () => {
  const failure = new Error("down");
  const reader = new ShadowReader({
    live: async (query: string) => {
      if (query === "bad") throw new Error("live");
      return hits("a");
    },
    shadow: () => Promise.reject(failure),
  });
  expect(await reader.search("q")).toEqual(hits("a"));
  await reader.settled();
  expect(reader.report()).toMatchObject({ queries: 1, shadowFailures: 1, lastFailure: failure });
  await expect(reader.search("bad")).rejects.toThrow("live");
});

test("only the sampled share is compared, and a number that is not a share is refused", async () => {
  const shadow = vi.fn(async () => hits("a"));
  const reader = new ShadowReader({ live: async () => hits("a"), shadow, sampleShare: 0 });
  await reader.search("q");
  await reader.settled();
  expect(shadow).not.toHaveBeenCalled();
  for (const sampleShare of [-0.1, 1.1, Number.NaN]) {
    expect(() => new ShadowReader({ live: shadow, shadow, sampleShare })).toThrow(/sampleShare/);
  }
  expect(() => new ShadowReader({ live: shadow, shadow, maxUnderWay: 0 })).toThrow(/maxUnderWay/);
});
