import { describe, expect, it } from "vitest";
import { MemoryShare } from "../../../src/cache/entries/tenants/memory-share.js";
import { TenantFamily } from "../../../src/cache/entries/tenants/tenant-family.js";

class FakeCache {
  closed = 0;
  async close(): Promise<void> {
    this.closed++;
  }
}

class FakeTier {
  constructor(
    public size: number,
    public sizeBytes = size * 100,
  ) {}
  clear(): void {
    this.size = 0;
    this.sizeBytes = 0;
  }
}

describe("the caches of tenants", () => {
  it("are made once; when too many are open, the least recently used one is closed", () => {
    const first = new FakeCache();
    const family = new TenantFamily<FakeCache>({ tenant: "first", member: first }, { memory: false }, 2);
    const make = () => new FakeCache();
    const [a, b] = [family.of("a", make), family.of("b", make)];
    expect(family.of("a", make)).toBe(a);
    family.of("c", make);
    expect([first.closed, a.closed, b.closed]).toEqual([0, 0, 1]);
    expect(family.of("b", make)).not.toBe(b);
    expect(a.closed).toBe(1);
    expect(family.of("first", make)).toBe(first);
  });

  it("are closed one by one, or all with the first", async () => {
    const first = new FakeCache();
    const family = new TenantFamily<FakeCache>({ tenant: "first", member: first }, { memory: false });
    const make = () => new FakeCache();
    const [a, b] = [family.of("a", make), family.of("b", make)];
    await family.leave(a, undefined);
    expect([a.closed, b.closed]).toEqual([0, 0]);
    expect(family.of("a", make)).not.toBe(a);
    await family.leave(first, undefined);
    expect([first.closed, b.closed]).toEqual([0, 1]);
    expect(family.of("b", make)).not.toBe(b);
  });
});

describe("memory of all tenants together", () => {
  it("holds at most what one tier may be tuned to", () => {
    const memory = { maxEntries: 100, maxBytes: 10_000_000, near: true, nearSimilarity: 0.98 };
    const autoTune = { memoryEntries: { min: 50, max: 150 }, leastRecall: 0.95, windowLookups: 500 };
    const emptied = (settings: ConstructorParameters<typeof TenantFamily>[1]) => {
      const family = new TenantFamily<FakeCache>({ tenant: "first", member: new FakeCache() }, settings);
      const [a, b] = [new FakeTier(70), new FakeTier(70)];
      for (const tier of [a, b]) family.usedMemory(tier);
      return a.size === 0;
    };
    expect([emptied({ memory }), emptied({ memory, autoTune })]).toEqual([true, false]);
  });

  it("stays within the bounds of one tier: the least recently used tiers are emptied", () => {
    const share = new MemoryShare({ maxEntries: 100, maxBytes: 10_000 });
    const [a, b, c] = [new FakeTier(40), new FakeTier(40), new FakeTier(10)];
    for (const tier of [a, b, c, a]) share.used(tier);
    expect([a.size, b.size, c.size]).toEqual([40, 40, 10]);
    c.size = 25;
    share.used(c);
    expect([a.size, b.size, c.size]).toEqual([40, 0, 25]);
    c.sizeBytes = 9_000;
    share.used(c);
    expect([a.size, c.size]).toEqual([0, 25]);
  });

  it("never empties the tier in use, counts no tier twice, and none that was forgotten", () => {
    const share = new MemoryShare({ maxEntries: 100, maxBytes: 10_000 });
    const [a, b] = [new FakeTier(60), new FakeTier(60)];
    share.used(a);
    share.used(a);
    expect(a.size).toBe(60);
    share.forget(a);
    share.used(b);
    expect([a.size, b.size]).toEqual([60, 60]);
    b.size = 200;
    share.used(b);
    expect(b.size).toBe(200);
  });
});
