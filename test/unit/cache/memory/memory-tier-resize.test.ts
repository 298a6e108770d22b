import { expect, test } from "vitest";
import { MemoryTier } from "../../../../src/cache/memory/memory-tier.js";

const limits = { maxEntries: 3, mostEntries: 5, maxBytes: 1_000_000 };

function openTier() {
  const evicted: string[] = [];
  const tier = new MemoryTier(
    limits,
    () => [],
    (entryId) => void evicted.push(entryId),
  );
  const put = (...entryIds: readonly string[]) => {
    for (const entryId of entryIds) {
      const entry = {
        ...{ entryId, response: "r", prompt: "p", answerId: "a", tags: [], createdAtMs: 0 },
        ...{ model: undefined, category: undefined, usage: undefined },
      };
      tier.put({ living: { entry, remainingMs: 1_000, staleMs: 0 }, since: "0-0", atMs: 0 });
    }
  };
  return { tier, evicted, put };
}

test("a tier holds its most entries and no more, though it has room for those that it may be given later", () => {
  const { tier, evicted, put } = openTier();
  put("a", "b", "c", "d");
  expect([tier.size, evicted]).toEqual([3, ["a"]]);
  tier.resize(5);
  put("e", "f", "g");
  expect([tier.size, evicted]).toEqual([5, ["a", "b"]]);
});

test("a tier that is made smaller names the entries that go: those used least recently", () => {
  const { tier, evicted, put } = openTier();
  put("a", "b", "c");
  tier.get("a", 0);
  tier.resize(1);
  expect([tier.size, evicted, tier.has("a")]).toEqual([1, ["b", "c"], true]);
});
