import { expect, inject, test } from "vitest";
import { waitUntil } from "../../../src/testing/wait-until.js";
import { openPool } from "../../helpers/open-pool.js";
import { startedRedis } from "../../helpers/started-redis.js";

const until = (check: () => Promise<boolean> | boolean, failure: string) =>
  waitUntil(async () => ((await check()) ? true : undefined), { timeoutMs: 10_000, failure });

const idOf = async (pool: Awaited<ReturnType<typeof openPool>>) => Number(await pool.send(["CLIENT", "ID"]));

test("a connection past its lifetime is replaced, and no call notices", async () => {
  const pool = await openPool({
    url: inject("redisUrl"),
    minConnections: 1,
    maxConnections: 2,
    maxLifetimeMs: 200,
  });
  const ids = new Set<number>();
  await until(async () => ids.add(await idOf(pool)).size >= 4, "connections were not replaced");
  expect(pool.figures).toMatchObject({ waiting: 0 });
});

test("also where there is no room for a second one beside it", async () => {
  const pool = await openPool({
    url: inject("redisUrl"),
    minConnections: 1,
    maxConnections: 1,
    maxLifetimeMs: 100,
  });
  const ids = new Set<number>();
  await until(async () => ids.add(await idOf(pool)).size >= 3, "connections were not replaced");
});

test("a leased connection is not taken away because of its age", async () => {
  const pool = await openPool({
    url: inject("redisUrl"),
    minConnections: 1,
    maxConnections: 2,
    maxLifetimeMs: 50,
  });
  await pool.lease(async (connection) => {
    const id = await connection.send(["CLIENT", "ID"]);
    const others = new Set<number>();
    await until(async () => others.add(await idOf(pool)).size >= 3, "the others were not replaced");
    expect(await connection.send(["CLIENT", "ID"])).toBe(id);
  });
});

test("an idle connection is asked for a sign of life, and one that gives none is replaced when the server is back", async () => {
  const redis = await startedRedis();
  const pool = await openPool({
    url: redis.url,
    minConnections: 2,
    maxConnections: 2,
    idleProbeMs: 50,
    commandTimeoutMs: 100,
    connectTimeoutMs: 100,
  });
  await until(() => pool.figures.open === 2, "there were not two");
  const admin = await openPool({ url: redis.url, minConnections: 1, maxConnections: 1, idleProbeMs: 60_000 });
  const calls = async () =>
    Number(/cmdstat_ping:calls=(\d+)/.exec(String(await admin.send(["INFO", "commandstats"])))?.[1]);
  await until(async () => (await calls()) >= 4, "nobody was asked");
  await redis.pause();
  await until(() => pool.figures.open === 0, "silent connections were kept");
  await redis.resume();
  await until(() => pool.figures.open === 2, "they were not replaced");
  expect(await pool.send(["PING"])).toBe("PONG");
});
