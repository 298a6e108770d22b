import { describe, expect, onTestFinished, test } from "vitest";
import { type ConnectOptions, connect, type VectorClient } from "../../../src/index.js";
import { startRedisSentinel8 } from "../../../src/testing/index.js";
import { startedCluster } from "../../helpers/cluster.js";
import { codeOf } from "../../helpers/outcome.js";
import { standInServer } from "../../helpers/stand-in-server.js";
import { startedRedis } from "../../helpers/started-redis.js";

async function openLazily(options: ConnectOptions): Promise<VectorClient> {
  const client = await connect({ lazy: true, minConnections: 1, acquireTimeoutMs: 200, ...options });
  onTestFinished(() => client.close());
  return client;
}

/** Uses the client as a service does whose first request comes before Redis. */
async function expectToFail(client: VectorClient): Promise<void> {
  const error = await client.sendCommand(["PING"]).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "CONNECTION_FAILED", retryable: true });
  expect(await client.health({ timeoutMs: 100 })).toMatchObject({
    live: true,
    ready: false,
    status: "down",
    version: "unknown",
    error: { code: "CONNECTION_FAILED", message: expect.stringContaining("no connection to") },
  });
}

async function expectToWork(client: VectorClient): Promise<void> {
  const docs = client.repository({ namespace: "lazy", collection: "c", dimension: 3 });
  await expect.poll(() => codeOf(docs.count()), { timeout: 20_000 }).toBe("resolved");
  await docs.upsert({ id: "a", vector: [1, 2, 3], attributes: { lang: "en" } });
  expect(await docs.search({ vector: [1, 2, 3], limit: 1 })).toMatchObject([
    { id: "a", attributes: { lang: "en" } },
  ]);
  expect(await client.health()).toMatchObject({ status: "up", ready: true });
  expect(client.serverVersion).toMatch(/^8\./);
}

describe("a client that is opened while Redis is down works once Redis is there", { timeout: 60_000 }, () => {
  test("with one server", async () => {
    const redis = await startedRedis();
    await redis.kill();
    const client = await openLazily({ url: redis.url });
    await expectToFail(client);
    await redis.restart();
    await expectToWork(client);
  });

  test("with a server and its replicas", async () => {
    const redis = await startedRedis();
    await redis.startReplica();
    await redis.kill();
    const client = await openLazily({ url: redis.url, readFrom: "preferReplica" });
    await expectToFail(client);
    await redis.restart();
    await expectToWork(client);
  });

  test("with Sentinels", async () => {
    const group = await startRedisSentinel8({ downAfterMs: 60_000 });
    onTestFinished(() => group.stop());
    await Promise.all(group.sentinels.map((sentinel) => sentinel.kill()));
    const nodes = group.sentinels.map(({ host, port }) => ({ host, port }));
    const client = await openLazily({ sentinel: { name: group.name, nodes } });
    await expectToFail(client);
    await Promise.all(group.sentinels.map((sentinel) => sentinel.restart()));
    await expectToWork(client);
  });

  test("with a cluster", async () => {
    const cluster = await startedCluster();
    await Promise.all(cluster.nodes.map((node) => node.kill()));
    const client = await openLazily({ url: cluster.nodes[0]!.url, cluster: true });
    await expectToFail(client);
    await Promise.all(cluster.nodes.map((node) => node.restart()));
    await expectToWork(client);
  });
});

test("a search that waits for the first connection finds what is stored, attributes included", async () => {
  const redis = await startedRedis("--appendonly", "yes");
  const first = await openLazily({ url: redis.url, acquireTimeoutMs: 10_000 });
  const place = { namespace: "lazy", collection: "c", dimension: 3 };
  await first.repository(place).upsert({ id: "a", vector: [1, 2, 3], attributes: { lang: "en" } });
  await redis.kill();
  const client = await openLazily({ url: redis.url, acquireTimeoutMs: 60_000 });
  const searching = client
    .repository(place)
    .search({ vector: [1, 2, 3], threading: "threaded", timeoutMs: 60_000 });
  await redis.restart();
  expect(await searching).toMatchObject([{ id: "a", attributes: { lang: "en" } }]);
});

test("wrong options are refused at once", async () => {
  await expect(connect({ url: "localhost:6379", lazy: true })).rejects.toMatchObject({
    code: "INVALID_OPTIONS",
  });
  await expect(connect({ lazy: true, minConnections: 60 })).rejects.toMatchObject({
    code: "INVALID_OPTIONS",
  });
});

test("a wrong password is told to those who wait, and the right one is used as soon as it comes", async () => {
  const redis = await startedRedis("--requirepass", "right");
  let password = "wrong";
  const client = await openLazily({
    url: redis.url.replace(/\/\/.*@/, "//"),
    credentials: () => ({ password }),
    acquireTimeoutMs: 60_000,
  });
  expect(await codeOf(client.sendCommand(["PING"]))).toBe("NOT_AUTHORIZED");
  expect(await client.health({ timeoutMs: 2_000 })).toMatchObject({
    status: "down",
    error: { code: "NOT_AUTHORIZED" },
  });
  password = "right";
  await expect.poll(() => codeOf(client.sendCommand(["PING"])), { timeout: 10_000 }).toBe("resolved");
});

test("closing does not wait for a server that never answers", async () => {
  const server = await standInServer(() => undefined);
  const client = await connect({ url: server.url, lazy: true, connectTimeoutMs: 3_600_000 });
  await expect.poll(() => server.sockets.size).toBeGreaterThan(0);
  await client.close();
  await expect.poll(() => server.sockets.size).toBe(0);
});
