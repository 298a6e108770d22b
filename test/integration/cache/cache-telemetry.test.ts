import { SpanKind } from "@opentelemetry/api";
import { expect, inject, it } from "vitest";
import type { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { evidence, observed } from "../../../src/learning/index.js";
import { CACHE_ATTRIBUTES, CACHE_METRICS, CACHE_SPANS } from "../../../src/telemetry/cache-table.js";
import { NO_SWEEP, openCache } from "../../helpers/cache.js";
import { recordTelemetry } from "../../helpers/recorded-telemetry.js";

const url = inject("redisUrl");
const SCOPE = { model: "secret-model", system: "secret system" };
const ASKED = "how do I reset the secret password";

/** Hits of every tier, misses, bypasses, refusals, verdicts. */
async function useCache(options: Parameters<typeof openCache>[1], another: "closes" | "stays" = "closes") {
  const { cache, another: open } = await openCache(url, {
    threshold: 0.8,
    ...options,
    telemetry: {
      ...options?.telemetry,
      prices: { "secret-model": { inputPerMillion: 1, outputPerMillion: 2 } },
      embeddingPricePerMillion: 1_000,
    },
  });
  const answer = { prompt: ASKED, scope: SCOPE, response: "secret answer", tags: ["secret tag"] };
  const usage = { inputTokens: 1_000_000, outputTokens: 500_000 };
  await cache.store({ ...answer, usage });
  const stored = await cache.store({ ...answer, usage });
  await cache.store({ ...answer, response: " " });
  await cache.lookup({ prompt: ASKED, scope: SCOPE });
  const fresh = open();
  await fresh.lookup({ prompt: ASKED, scope: SCOPE });
  await fresh.lookup({ prompt: `${ASKED} please`, scope: SCOPE });
  await fresh.lookup({ prompt: "secret weather in Paris", scope: SCOPE });
  await fresh.lookup({ prompt: " ", scope: SCOPE });
  const explained = await fresh.explain({ prompt: `${ASKED} please`, scope: SCOPE });
  expect(explained.candidates[0]?.prompt).toBe(ASKED);
  await fresh.feedback(stored.stored ? stored.entryId : "", { correct: true });
  await fresh.stats();
  if (another === "closes") await fresh.close();
  return { cache, fresh };
}

/** In shadow mode every answer is an audit; answers that are never alike make evidence step down. */
async function learnInVain(telemetry: NonNullable<Parameters<typeof openCache>[1]>["telemetry"]) {
  const shadow = observed({ policy: "threshold", shadow: true });
  const { cache } = await openCache(url, { decision: shadow, threshold: 0.5, telemetry });
  await cache.store({ prompt: ASKED, response: "secret answer" });
  await cache.wrap({ prompt: `${ASKED} please` }, async () => ({ response: "another answer" }));
  expect((await shadow.quality()).total.audits).toBe(1);
  const decision = evidence();
  const { cache: unlinked } = await openCache(url, { decision, telemetry });
  for (let index = 0; index < 60; index++) {
    await unlinked.store({ prompt: `secret question ${index}`, response: `answer ${index}` });
  }
  expect((await decision.quality()).mode).toBe("threshold");
}

/** A cache that holds one entry, in Redis and in memory, and is given two. */
async function overfill(telemetry: NonNullable<Parameters<typeof openCache>[1]>["telemetry"]) {
  const { cache } = await openCache(url, {
    maxEntries: 1,
    memory: { maxEntries: 1 },
    telemetry,
    timings: NO_SWEEP,
  });
  await cache.store({ prompt: ASKED, response: "secret answer" });
  await cache.store({ prompt: "secret weather in Paris", response: "secret sun" });
}

/** Many questions that are known, then some that nothing is near. */
async function drift(cache: SemanticCache): Promise<void> {
  for (let lookup = 0; lookup < 650; lookup++) await cache.lookup({ prompt: ASKED, scope: SCOPE });
  const others = Array.from({ length: 100 }, (_, locale) => ({
    prompt: ASKED,
    scope: { locale: `${locale}` },
  }));
  await Promise.all(others.map((request) => cache.lookup(request)));
}

it("emits exactly the documented names, and no prompts, ids or tags", async () => {
  const { tracerProvider, meterProvider, ...sdk } = recordTelemetry();
  const { fresh } = await useCache(
    {
      telemetry: { tracerProvider, meterProvider, tenantLabels: ["acme"] },
      decision: observed({ policy: "threshold", drift: { windowSize: 300 } }),
    },
    "stays",
  );
  const spans = [...sdk.spans()];
  await overfill({ tracerProvider, meterProvider, tenantLabels: ["acme"] });
  await learnInVain({ tracerProvider, meterProvider, tenantLabels: ["acme"] });
  await drift(fresh);
  const metrics = await sdk.metrics();
  const keysOf = (row: { attributes: readonly string[]; sometimes?: readonly string[] }) =>
    [...row.attributes, ...(row.sometimes ?? [])].map(
      (name) => Object.entries(CACHE_ATTRIBUTES).find(([known]) => known === name)?.[1].key,
    );
  const seen = (found: readonly { attributes: object }[]) =>
    [...new Set(found.flatMap(({ attributes }) => Object.keys(attributes)))].sort();

  expect(new Set(spans.map(({ name }) => name))).toEqual(new Set([CACHE_SPANS.cacheLookup.name]));
  expect(spans).toHaveLength(5);
  expect(spans[0]?.kind).toBe(SpanKind.INTERNAL);
  expect(seen(spans)).toEqual(keysOf(CACHE_SPANS.cacheLookup).sort());
  expect(metrics.map(({ descriptor }) => descriptor.name).sort()).toEqual(
    Object.values(CACHE_METRICS)
      .map(({ name }) => name)
      .sort(),
  );
  for (const row of Object.values(CACHE_METRICS)) {
    const metric = metrics.find(({ descriptor }) => descriptor.name === row.name);
    expect([row.name, metric?.descriptor.unit, metric?.descriptor.description]).toEqual([
      row.name,
      row.unit,
      row.meaning,
    ]);
    expect([row.name, seen(metric?.dataPoints ?? [])]).toEqual([row.name, keysOf(row).sort()]);
  }
  const told = JSON.stringify([
    spans.map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    metrics.map(({ descriptor, dataPoints }) => [descriptor, dataPoints]),
  ]);
  expect(told).toContain("acme");
  expect(told).not.toMatch(/secret|cache-[0-9a-f]{8}/);
  await fresh.close();
});

it("the sums are right: requests by result and tier, tokens and money", async () => {
  const { tracerProvider, meterProvider, ...sdk } = recordTelemetry();
  await useCache({ telemetry: { tracerProvider, meterProvider } });
  const metrics = await sdk.metrics();
  const points = (name: string) =>
    metrics
      .find(({ descriptor }) => descriptor.name === name)
      ?.dataPoints.map(({ attributes, value }) => [Object.values(attributes).sort().join(" "), value]) ?? [];
  expect(Object.fromEntries(points("octavec.cache.requests"))).toEqual({
    "hit memory": 1,
    "exact hit": 1,
    "hit semantic": 1,
    "below-threshold miss": 1,
    "bypass empty-prompt": 1,
  });
  expect(points("octavec.cache.saved.cost")).toEqual([["USD", 6]]);
  expect(Object.fromEntries(points("octavec.cache.saved.tokens"))).toEqual({ input: 3e6, output: 1.5e6 });
  expect(Object.fromEntries(points("octavec.cache.stores"))).toEqual({
    stored: 1,
    replaced: 1,
    "empty-response refused": 1,
  });
  // Nobody may name the tenant here, and sizes of unnamed tenants would be added up.
  expect(points("octavec.cache.entries")).toEqual([]);
});

it("reports nothing when the client's telemetry is off, unless the cache's is on", async () => {
  const { tracerProvider, meterProvider, ...sdk } = recordTelemetry();
  const providers = { tracerProvider, meterProvider };
  const off = await openCache(url, {}, { telemetry: { enabled: false, ...providers } });
  await off.cache.lookup({ prompt: ASKED });
  expect([sdk.spans(), await sdk.metrics()]).toEqual([[], []]);
  await off.another({ telemetry: { enabled: true } }).lookup({ prompt: ASKED });
  expect(sdk.spans().map(({ name }) => name)).toEqual(["octavec.cache.lookup"]);
});
