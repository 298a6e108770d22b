import { afterEach, expect, inject, test } from "vitest";
import { type ConnectOptions, connect, type VectorClient } from "../../../src/index.js";
import { SERVER_METRICS } from "../../../src/telemetry/server-table.js";
import { startRedis8 } from "../../../src/testing/index.js";
import { recordTelemetry } from "../../helpers/recorded-telemetry.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const url = inject("redisUrl");
const clients: VectorClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

/** A client whose figures an SDK collects, and the values by the metric's name and the attributes that differ. */
async function watched(options: ConnectOptions = {}) {
  const sdk = recordTelemetry();
  const { meterProvider, tracerProvider } = sdk;
  const client = await connect({
    url,
    ...options,
    telemetry: { meterProvider, tracerProvider, ...options.telemetry },
  });
  clients.push(client);
  const figures = async () => {
    const values = new Map<string, unknown>();
    for (const { descriptor, dataPoints } of await sdk.metrics()) {
      if (!/^octavec\.(server|collection)\./.test(descriptor.name)) continue;
      for (const { attributes, value } of dataPoints) {
        const { "server.address": _, "server.port": __, ...rest } = attributes;
        values.set([descriptor.name, ...Object.values(rest)].join(" "), value);
      }
    }
    return values;
  };
  return { client, figures, sdk };
}

test("the figures of server and collections are metrics, each with the unit of its row", async () => {
  const namespace = uniquePrefix("figures");
  const collections = [`${namespace}:docs`, `${namespace}:none`];
  const { client, figures, sdk } = await watched({
    telemetry: { serverFigures: { collections, intervalMs: 100 } },
  });
  const spans = sdk.spans().length;
  await figures();
  // The requests for figures are no work of the application.
  expect(sdk.spans()).toHaveLength(spans);
  const docs = client.repository({ namespace, collection: "docs", dimension: 3 });
  await docs.upsertMany([1, 2, 3].map((id) => ({ id: `${id}`, vector: [id, 1, 0] })));
  const size = `octavec.collection.elements ${namespace}:docs`;
  await expect.poll(async () => (await figures()).get(size)).toBe(3);
  const values = await figures();
  expect(values.get("octavec.server.up")).toBe(1);
  expect(values.get(`octavec.collection.elements ${namespace}:docs`)).toBe(3);
  expect(values.get(`octavec.collection.elements ${namespace}:none`)).toBe(0);
  expect(values.get(`octavec.collection.size ${namespace}:docs`)).toBeGreaterThan(100);
  for (const name of ["memory.used", "memory.fragmentation", "commands", "clients.connected"])
    expect([name, Number(values.get(`octavec.server.${name}`)) > 0]).toEqual([name, true]);
  for (const name of ["cpu.time user", "cpu.time system", "network.io receive", "network.io transmit"])
    expect([name, Number(values.get(`octavec.server.${name}`)) > 0]).toEqual([name, true]);
  for (const name of ["evicted_keys", "expired_keys", "slow_commands", "clients.blocked"])
    expect([name, typeof values.get(`octavec.server.${name}`)]).toEqual([name, "number"]);
  expect(values.get("octavec.server.replication.replicas")).toBe(0);
  for (const { descriptor } of await sdk.metrics()) {
    const row = Object.values(SERVER_METRICS).find(({ name }) => name === descriptor.name);
    if (row !== undefined) expect(descriptor).toMatchObject({ unit: row.unit, description: row.meaning });
  }
  await docs.drop();
});

test("collections of metrics within the interval ask the server once", async () => {
  const { client, figures } = await watched({ telemetry: { serverFigures: { intervalMs: 3_600_000 } } });
  const calls = async () => {
    const stats = String(await client.sendCommand(["INFO", "commandstats"]));
    return Number(/cmdstat_slowlog\|get:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  };
  const before = await calls();
  await Promise.all([figures(), figures(), figures()]);
  await figures();
  expect((await calls()) - before).toBeLessThanOrEqual(1);
  expect((await figures()).get("octavec.server.up")).toBe(1);
});

test("without the option no figures are asked for", async () => {
  const { figures } = await watched();
  expect([...(await figures()).keys()]).toEqual([]);
});

test("a server that is down is a figure: 0, and 1 when it is back", { timeout: 60_000 }, async () => {
  await using redis = await startRedis8();
  const { figures } = await watched({
    url: redis.url,
    telemetry: { serverFigures: { intervalMs: 100, collections: ["a:b"] } },
  });
  expect((await figures()).get("octavec.server.up")).toBe(1);
  await redis.kill();
  await expect.poll(async () => (await figures()).get("octavec.server.up"), { timeout: 20_000 }).toBe(0);
  await redis.restart();
  await expect.poll(async () => (await figures()).get("octavec.server.up"), { timeout: 20_000 }).toBe(1);
});

test("replicas, their lag and their links are figures", { timeout: 60_000 }, async () => {
  await using redis = await startRedis8();
  const replica = await redis.startReplica();
  const serverFigures = { intervalMs: 100 };
  const { figures } = await watched({ url: redis.url, telemetry: { serverFigures } });
  const copy = await watched({ url: replica.url, telemetry: { serverFigures } });
  expect((await copy.figures()).get("octavec.server.replication.link_up")).toBe(1);
  await expect
    .poll(async () => (await figures()).get("octavec.server.replication.replicas"), { timeout: 20_000 })
    .toBe(1);
  expect(Number((await figures()).get("octavec.server.replication.lag"))).toBeGreaterThanOrEqual(0);
  await redis.kill();
  await expect
    .poll(async () => (await copy.figures()).get("octavec.server.replication.link_up"), { timeout: 20_000 })
    .toBe(0);
});

test("what the user may not ask is reported as a failure in the background, and the rest is read", async () => {
  const user = uniquePrefix("limited").replaceAll(/\W/g, "");
  const admin = await connect({ url });
  clients.push(admin);
  await admin.sendCommand(["ACL", "SETUSER", user, "on", ">pw", "~*", "+@all", "-slowlog"]);
  const { client, figures } = await watched({
    username: user,
    password: "pw",
    telemetry: { serverFigures: {} },
  });
  const values = await figures();
  expect([values.get("octavec.server.up"), values.has("octavec.server.slow_commands")]).toEqual([1, false]);
  expect((await client.health()).backgroundFailures).toEqual({ "server-figures": { NOT_AUTHORIZED: 1 } });
  await admin.sendCommand(["ACL", "DELUSER", user]);
});
