import { describe, expect, it } from "vitest";
import { lifeOf } from "../../../src/cache/entries/context/limits.js";
import { type CacheSettings, cacheSettingsSchema } from "../../../src/options/index.js";

const settingsOf = (settings: Partial<CacheSettings>) => ({
  ...cacheSettingsSchema.parse({ namespace: "n", ...settings }),
  tenant: "acme",
});

describe("the life of an entry", () => {
  it("comes from the call, else from the category, the tenant or the cache", () => {
    const settings = settingsOf({
      ttlMs: 1_000,
      tenants: { acme: { ttlMs: 2_000 } },
      categories: { faq: { ttlMs: 3_000 } },
    });
    expect(lifeOf(settings, "faq", 4_000).lifeMs).toBe(4_000);
    expect(lifeOf(settings, "faq", undefined).lifeMs).toBe(3_000);
    expect(lifeOf(settings, "other", undefined).lifeMs).toBe(2_000);
    expect(lifeOf({ ...settings, tenant: "else" }, "constructor", undefined).lifeMs).toBe(1_000);
    expect(lifeOf({ ...settings, tenant: "constructor" }, undefined, undefined).lifeMs).toBe(1_000);
  });

  it("may be unlimited, but never exceeds maxLifeMs", () => {
    const none = { lifeMs: 0, staleMs: 0, slideMs: 0, capMs: 0 };
    expect(lifeOf(settingsOf({}), undefined, "never")).toEqual(none);
    expect(lifeOf(settingsOf({ ttlMode: "sliding" }), undefined, "never")).toEqual(none);
    const capped = settingsOf({ ttlMode: { maxLifeMs: 5_000 } });
    expect(lifeOf(capped, undefined, "never")).toMatchObject({ lifeMs: 5_000, capMs: 5_000 });
    expect(lifeOf(capped, undefined, 60_000)).toMatchObject({ lifeMs: 5_000, capMs: 5_000 });
    expect(lifeOf(capped, undefined, 1_000)).toMatchObject({ lifeMs: 1_000, slideMs: 1_000, capMs: 5_000 });
  });

  it("includes the stale part in each of its figures", () => {
    const settings = settingsOf({
      ttlMs: 1_000,
      staleWhileRevalidateMs: 100,
      ttlMode: "sliding",
    });
    expect(lifeOf(settings, undefined, undefined)).toEqual({
      lifeMs: 1_100,
      staleMs: 100,
      slideMs: 1_100,
      capMs: 0,
    });
    expect(lifeOf(settings, undefined, 1).lifeMs).toBe(101);
  });

  it("must be whole milliseconds up to a year", () => {
    for (const ttlMs of [0, -1, 1.5, Number.NaN, 31_536_000_001]) {
      expect(() => lifeOf(settingsOf({}), undefined, ttlMs)).toThrow(/ttlMs: expected a whole number/);
    }
  });
});
