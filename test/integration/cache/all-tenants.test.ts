import { expect, inject, it } from "vitest";
import { createTestEmbedder, EmbeddingCache } from "../../../src/embedding/index.js";
import { EventStream } from "../../../src/events/index.js";
import { NO_SWEEP, openCache } from "../../helpers/cache.js";
import { startedCluster } from "../../helpers/cluster.js";
import { codeOf } from "../../helpers/outcome.js";
import { runOctavec } from "../../helpers/run-octavec.js";

const url = inject("redisUrl");

it("stats of all tenants list each tenant, and their totals; other namespaces and names do not count", async () => {
  const { cache, another, namespace } = await openCache(url, { timings: NO_SWEEP });
  const big = another({ tenant: "alice@example.com" });
  const others = [another({ name: "other" }), another({ tenant: "deep", name: "cache2" })];
  for (let at = 0; at < 3; at++) await big.store({ prompt: `Question ${at}`, response: "x".repeat(500) });
  await cache.store({ prompt: "How do I pay?", response: "By mail." });
  for (const other of others) await other.store({ prompt: "How do I pay?", response: "By mail." });
  await cache.lookup({ prompt: "How do I pay?" });
  await cache.lookup({ prompt: "Who wrote Hamlet?" });
  await Promise.all([big, ...others].map((one) => one.close()));
  const { totals, tenants } = await cache.stats({ tenants: "all" });
  expect(tenants.map(({ tenant }) => tenant)).toEqual(["alice@example.com", "acme"]);
  expect(tenants[0]).toMatchObject({ entries: 3, lookups: 0, growth: undefined });
  expect(tenants[1]).toMatchObject({ entries: 1, lookups: 2, hits: 1, misses: 1, hitRatio: 0.5 });
  const { bytes } = await cache.stats();
  expect(totals).toMatchObject({ entries: 4, lookups: 2, hitRatio: 0.5 });
  expect(totals.bytes).toBe(bytes + (tenants[0]?.bytes ?? 0));
  const wrong = cache.stats({ tenants: "some" as "all" });
  expect(await codeOf(wrong)).toBe("INVALID_ARGUMENT");
  const named = ["stats", "--redis", url, "--namespace", namespace, "--all-tenants"];
  const printed = await runOctavec(...named, "--json");
  expect(JSON.parse(printed.out).tenants.totals).toMatchObject({ entries: 4 });
  expect((await runOctavec(...named)).out).toMatch(/2 tenants\n {2}all together: 4 entries/);
});

it("growth is the mean since the ledger began", async () => {
  const { client, cache, namespace } = await openCache(url, { timings: NO_SWEEP });
  await cache.store({ prompt: "How do I pay?", response: "By mail." });
  await cache.lookup({ prompt: "How do I pay?" });
  await cache.stats({ tenants: "all" });
  // The ledger began two days ago.
  await client.sendCommand([
    "HSET",
    `{${namespace}:acme:cache}:led`,
    "since",
    String(Date.now() - 2 * 86_400_000),
  ]);
  const { tenants } = await cache.stats({ tenants: "all" });
  expect(tenants[0]?.growth?.entriesPerDay).toBeCloseTo(0.5, 2);
});

it("clearTenant with everything erases embeddings and event channels of the tenant too, and its report proves it", async () => {
  const { client, cache, namespace } = await openCache(url, { timings: NO_SWEEP });
  const embedderOf = (tenant: string) =>
    new EmbeddingCache({ client, namespace, tenant, embedder: createTestEmbedder({ dimension: 16 }) });
  for (const tenant of ["acme", "other"]) {
    await embedderOf(tenant).embed(["one", "two"]);
    const stream = new EventStream({ client, namespace, tenant });
    await stream.publish("progress", { type: "progress", data: 1 });
    await stream.close();
  }
  await cache.store({ prompt: "How do I pay?", response: "By mail." });
  await client.sendCommand(["HSET", `{${namespace}:acme:cache}:led`, "counted", "1"]);
  await client.sendCommand(["HSET", `{${namespace}:acme:cache}:model`, "epoch", "1"]);
  const report = await cache.clearTenant({ everything: true });
  expect(report).toMatchObject({ entries: 1, learned: 1, events: 1, embeddings: 2, channels: 1 });
  expect(report.counters).toBeGreaterThan(0);
  const keysOf = async (tenant: string) =>
    ((await client.sendCommand(["KEYS", `{${namespace}:${tenant}:*`])) as string[]).map(
      (key) => key.split("}:")[1],
    );
  // The number of the generation, the event of this clearing, the epoch of the policy, and marks that expire.
  expect((await keysOf("acme")).filter((key) => !key?.startsWith("led:")).sort()).toEqual([
    "ev",
    "g",
    "model",
  ]);
  expect(await keysOf("other")).toHaveLength(3);
  expect(await cache.clearTenant({ everything: true })).toMatchObject({
    ...{ entries: 0, embeddings: 0, channels: 0, learned: 1, counters: 0, events: 1 },
  });
  expect(await cache.clearTenant()).toMatchObject({ embeddings: undefined, channels: undefined });
});

it("a cluster refuses both before anything is erased, because one primary would answer for itself alone", async () => {
  const cluster = await startedCluster();
  const { cache } = await openCache(cluster.nodes[0]!.url, { timings: NO_SWEEP }, { cluster: true });
  await cache.store({ prompt: "How do I pay?", response: "By mail." });
  expect(await codeOf(cache.stats({ tenants: "all" }))).toBe("UNSUPPORTED_OPERATION");
  expect(await codeOf(cache.clearTenant({ everything: true }))).toBe("UNSUPPORTED_OPERATION");
  expect(await cache.lookup({ prompt: "How do I pay?" })).toMatchObject({ hit: true });
});
