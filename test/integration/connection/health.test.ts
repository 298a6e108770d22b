import { expect, test } from "vitest";
import { connect } from "../../../src/index.js";
import { openClient } from "../../helpers/collection.js";
import { startedRedis } from "../../helpers/started-redis.js";

test("up: the round trip, the server and the pool", async () => {
  const redis = await startedRedis();
  const client = await openClient(redis.url, { minConnections: 2, maxConnections: 9 });
  const health = await client.health();
  const { nodes, live, ready, backgroundFailures, events, ...whole } = health;
  expect({ live, ready, backgroundFailures }).toEqual({ live: true, ready: true, backgroundFailures: {} });
  expect(events).toEqual({ outages: 0, failedCalls: 0, breakerOpenings: 0, missingRights: [] });
  expect(nodes).toEqual([
    { ...whole, pingMs: expect.any(Number), breaker: { state: "closed", failureRate: 0 } },
  ]);
  expect(whole).toEqual({
    status: "up",
    pingMs: expect.any(Number),
    server: `127.0.0.1:${redis.port}`,
    version: redis.version,
    role: "master",
    mode: "standalone",
    pool: {
      ...{
        open: expect.any(Number),
        idle: expect.any(Number),
        leased: 0,
        commandsInFlight: 0,
        waiting: 0,
        utilisation: expect.any(Number),
      },
      ...{ min: 2, max: 9 },
    },
  });
  expect(health.pingMs).toBeGreaterThan(0);
});

test("down: why, within the time that was asked for, and never a rejection", async () => {
  const redis = await startedRedis();
  const client = await openClient(redis.url, { acquireTimeoutMs: 100, closeTimeoutMs: 50 });
  await redis.pause();
  expect(await client.health({ timeoutMs: 50 })).toMatchObject({
    status: "down",
    error: { code: "TIMEOUT" },
  });
  await redis.kill();
  await expect.poll(async () => (await client.health()).error?.code).toBe("CONNECTION_FAILED");
  const down = await client.health();
  expect(down).toMatchObject({ live: true, ready: false, status: "down", pool: { open: 0, idle: 0 } });
  expect(down).not.toHaveProperty("pingMs");
  await redis.restart();
  await expect.poll(async () => (await client.health()).status, { timeout: 5_000 }).toBe("up");
});

test("aborted and closed are reasons to be down as well", async () => {
  const redis = await startedRedis();
  const client = await connect({ url: redis.url });
  expect(await client.health({ signal: AbortSignal.abort() })).toMatchObject({ error: { code: "ABORTED" } });
  await client.close();
  expect(await client.health()).toMatchObject({
    ...{ live: false, ready: false, status: "down" },
    error: { code: "POOL_CLOSED" },
  });
});

test("the role follows the server to which the newest connection goes", async () => {
  const redis = await startedRedis();
  const client = await openClient(redis.url, { minConnections: 1 });
  const other = await startedRedis();
  await client.sendCommand(["REPLICAOF", other.host, String(other.port)]);
  await client.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no"]).catch(() => {});
  await expect.poll(async () => (await client.health()).role).toBe("replica");
});
