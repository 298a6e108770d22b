import { expect, test } from "vitest";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { type CacheSettings, checkCacheOptions } from "../../../src/options/index.js";

const embedder = createTestEmbedder({ dimension: 8 });
const bounds = { min: 50, max: 200 };
const check = (settings: Partial<CacheSettings>, more: object = { embedder }) =>
  checkCacheOptions({ namespace: "shop", ...settings, ...more });
const refused = (text: string) =>
  expect.objectContaining({ code: "INVALID_OPTIONS", message: expect.stringContaining(text) });

test("nothing is tuned by default, and a window has 2,000 look-ups", () => {
  expect(check({}).autoTune).toBeUndefined();
  expect(check({ autoTune: {} }).autoTune).toEqual({ leastRecall: 0.95, windowLookups: 2_000 });
});

test.each<[string, Partial<CacheSettings>, object?]>([
  ["min that is not above max", { autoTune: { efSearch: { min: 200, max: 50 } } }],
  ["index.efSearch (300) is not between", { autoTune: { efSearch: bounds }, index: { efSearch: 300 } }],
  ["memory.maxEntries (10000) is not between", { autoTune: { memoryEntries: bounds } }],
  ["needs the memory tier", { autoTune: { memoryEntries: bounds }, memory: false }],
  ["needs an embedder", { autoTune: { efSearch: bounds } }, {}],
  ["autoTune.efSearch.min", { autoTune: { efSearch: { min: 0, max: 50 } } }],
  ["autoTune.memoryEntries.max", { autoTune: { memoryEntries: { min: 1, max: 10_000_001 } } }],
  ["autoTune.windowLookups", { autoTune: { windowLookups: 499 } }],
  ["autoTune.leastRecall", { autoTune: { leastRecall: 0.49 } }],
  // A threshold is never tuned.
  ["threshold", { autoTune: { threshold: bounds } as never }],
])("“%s” is the reason why these options are refused", (reason, settings, more) => {
  expect(() => check(settings, more)).toThrow(refused(reason));
});

test("a setting may begin at either bound", () => {
  for (const efSearch of [50, 200])
    expect(check({ autoTune: { efSearch: bounds }, index: { efSearch } }).index.efSearch).toBe(efSearch);
});
