import { describe, expect, test } from "vitest";
import { type CacheSettings, SemanticCache } from "../../../src/cache/index.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { ScriptedExecutor } from "../../helpers/scripted-executor.js";

const open = (options: Partial<CacheSettings> = {}) => {
  const executor = new ScriptedExecutor();
  const embedder = createTestEmbedder({ dimension: 4 });
  const cache = new SemanticCache({
    client: { executor },
    embedder,
    namespace: "n",
    ...options,
  });
  return { executor, cache };
};
const answer = async () => ({ response: "By mail." });

describe("wrap without a function that makes the answer", () => {
  test.each([
    ["nothing", []],
    ["null", [null]],
    ["an answer", [{ response: "By mail." }]],
    ["options", [{ ttlMs: 5 }]],
  ])("is refused when it gets %s, before Redis is asked", async (_, rest) => {
    const { cache, executor } = open({ tenant: "acme" });
    await expect(Reflect.apply(cache.wrap, cache, [{ prompt: "How?" }, ...rest])).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringMatching(
        /^wrap: expected a function that makes the answer as the second argument, got .*Write cache\.wrap\(request, async \(\) => .*write cache\.lookup\(request\)\.$/,
      ),
    });
    expect(executor.sent).toEqual([]);
  });
});

describe("a cache without a tenant", () => {
  const request = { prompt: "How?" };
  const entryId = "e".repeat(43);
  const calls: Record<string, (cache: SemanticCache) => Promise<unknown>> = {
    lookup: (cache) => cache.lookup(request),
    store: (cache) => cache.store({ ...request, response: "By mail." }),
    wrap: (cache) => cache.wrap(request, answer),
    invalidate: (cache) => cache.invalidate({ all: true }),
    stats: (cache) => cache.stats(),
    explain: (cache) => cache.explain(request),
    feedback: (cache) => cache.feedback(entryId, { correct: true }),
    warm: (cache) => cache.warm([]),
    warmMemory: (cache) => cache.warmMemory(),
    export: (cache) => cache.export().next(),
    clearTenant: (cache) => cache.clearTenant(),
  };

  test.each(Object.entries(calls))(
    "refuses %s, says where the tenant goes, and sends nothing",
    async (_, call) => {
      const { cache, executor } = open();
      await expect(call(cache)).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        message: expect.stringMatching(
          /^This cache has no tenant.*cache\.forTenant\("acme"\).*write "default"\.$/,
        ),
      });
      expect(executor.sent).toEqual([]);
    },
  );

  test("makes the caches of tenants, whose keys are the same as those of a cache with that tenant", async () => {
    const keysAsked = async (cache: SemanticCache, executor: ScriptedExecutor) => {
      await cache.lookup(request);
      return executor.sent.map((step) => String(step));
    };
    const without = open({ memory: false });
    const acme = without.cache.forTenant("acme");
    expect(without.cache.forTenant("acme")).toBe(acme);
    const asked = await keysAsked(acme, without.executor);
    const given = open({ memory: false, tenant: "acme" });
    expect(asked).toEqual(await keysAsked(given.cache, given.executor));
    expect(String(asked)).toContain("{n:acme:cache}:");
    await without.cache.close();
    expect(without.cache.forTenant("acme")).not.toBe(acme);
  });

  test("invalidates a tenant that the call names", async () => {
    const { cache, executor } = open({ memory: false });
    await cache.invalidate({ tenant: "acme" }).catch(() => {});
    expect(String(executor.sent)).toContain("{n:acme:cache}:");
  });

  test.each([[undefined], [null], [42]])(
    "refuses forTenant(%s), which would be a cache of nobody",
    (tenant) => {
      const { cache } = open();
      expect(() => Reflect.apply(cache.forTenant, cache, [tenant])).toThrow(
        expect.objectContaining({
          code: "INVALID_OPTIONS",
          message: expect.stringContaining("tenant: expected a text of 1 to 256 bytes"),
        }),
      );
    },
  );

  test.each([
    ["threshold", { threshold: 2 }],
    ["decision", { decision: "evidence" }],
    ["condense", { multiTurn: "condensed" }],
    ["embedder", { embedder: () => [] }],
  ])("refuses a wrong %s at once, not at the first call", (name, options) => {
    expect(() => Reflect.apply(open, undefined, [options])).toThrow(
      expect.objectContaining({ code: "INVALID_OPTIONS", message: expect.stringContaining(name) }),
    );
  });
});
