import { expect, inject, it } from "vitest";
import type { SemanticCache } from "../../src/cache/semantic-cache.js";
import { createTestEmbedder } from "../../src/embedding/index.js";
import { openCache } from "../helpers/cache.js";
import { seededRandom } from "../helpers/seeded-vectors.js";
import { sweepNow } from "../helpers/sweep.js";

const OPERATIONS = 10_000;
const CALLERS = 50;
const SEED = 20_240;
/** Names that begin with each other, that differ in case alone, and that objects have by nature. */
const TENANTS = ["acme", "acme2", "ac", "ACME", "constructor", "__proto__"];
const PROMPTS = Array.from({ length: 60 }, (_, index) => `how do I reset the password of account ${index}`);
const SCOPES = [{ model: "large" }, { model: "small", locale: "de" }];

it(`in ${OPERATIONS} mixed operations of ${TENANTS.length} tenants no answer crosses to another (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const options = {
    maxEntries: 50,
    index: { efConstruction: 20 },
    threshold: 0.8,
    ttlMs: 2_000,
    timings: { sweepIntervalMs: 50, sweepBatchSize: 50 },
  };
  const embedder = createTestEmbedder({ dimension: 16 });
  const { client, namespace, cache, another } = await openCache(inject("redisUrl"), { ...options, embedder });
  const families: SemanticCache[] = [cache, another({ memory: false }), another()];
  const tiers = new Map<string, number>();
  const crossed: string[] = [];
  let failures = 0;

  function check(tenant: string, tier: string, response: string): void {
    tiers.set(tier, (tiers.get(tier) ?? 0) + 1);
    if (!response.startsWith(`${tenant}|`)) crossed.push(`${tenant} was given ${response}`);
  }

  async function operate(): Promise<void> {
    const tenant = pick(TENANTS);
    const own = pick(families).forTenant(tenant);
    const request = {
      prompt: random() < 0.3 ? `${pick(PROMPTS)} please` : pick(PROMPTS),
      scope: pick(SCOPES),
      tags: random() < 0.1 ? ["faq"] : [],
    };
    const answer = { response: `${tenant}|${Math.floor(random() * 1e9)}` };
    const action = random();
    if (action < 0.5) {
      const result = await own.lookup(request);
      if (result.hit) check(tenant, result.tier, result.response);
      else if (result.reason === "unavailable") failures++;
    } else if (action < 0.7) {
      const result = await own.store({ ...request, ...answer });
      if (!result.stored && result.reason !== "outdated") failures++;
    } else if (action < 0.99) {
      const result = await own.wrap(request, async () => answer);
      check(tenant, result.tier ?? "made", result.response);
    } else if (action < 0.995) {
      await sweepNow(client, { namespace, tenant });
    } else {
      await own.clearTenant();
    }
  }

  let left = OPERATIONS;
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (left-- > 0) await operate();
    }),
  );
  expect(crossed).toEqual([]);
  expect(failures).toBe(0);
  // Every tier was asked to err.
  for (const tier of ["memory", "exact", "semantic", "made"]) expect(tiers.get(tier)).toBeGreaterThan(100);
});
