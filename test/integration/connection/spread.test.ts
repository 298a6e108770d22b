import { expect, inject, test } from "vitest";
import { openPool } from "../../helpers/open-pool.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const asked = { blocking: true, readOnly: true };

test("commands that hold their connection go to different ones as long as there are any", async () => {
  const redis = await startedRedis();
  const pool = await openPool({ url: redis.url, minConnections: 5, maxConnections: 5 });
  await expect.poll(() => pool.figures.open).toBe(5);
  const key = uniquePrefix("held");
  const held = Array.from({ length: 4 }, () => pool.send(["BLPOP", key, "5"], asked));
  expect(pool.figures).toMatchObject({ idle: 1, leased: 4 });
  // All four wait at the same time; on one connection the second would not even have begun.
  const admin = await openPool({ url: redis.url, minConnections: 1 });
  await expect
    .poll(async () => /blocked_clients:(\d+)/.exec(String(await admin.send(["INFO", "clients"])))?.[1])
    .toBe("4");
  await admin.send(["RPUSH", key, "1", "2", "3", "4"]);
  await Promise.all(held);
});

test("quick commands keep away from a connection that is held", async () => {
  const pool = await openPool({ url: inject("redisUrl"), minConnections: 2, maxConnections: 2 });
  await expect.poll(() => pool.figures.open).toBe(2);
  const key = uniquePrefix("held");
  const held = pool.send(["BLPOP", key, "5"], asked);
  // More of them at a time than the held connection has commands under way.
  for (let round = 0; round < 5; round++) {
    await Promise.all(Array.from({ length: 20 }, () => pool.send(["PING"])));
  }
  expect(pool.figures.commandsInFlight).toBe(1);
  await pool.send(["RPUSH", key, "1"]);
  await held;
});

test("the pool grows when every connection is held", async () => {
  const pool = await openPool({ url: inject("redisUrl"), minConnections: 1, maxConnections: 3 });
  const key = uniquePrefix("held");
  const held = [pool.send(["BLPOP", key, "5"], asked), pool.send(["BLPOP", key, "5"], asked)];
  await expect.poll(() => pool.figures).toMatchObject({ open: 3, leased: 2 });
  expect(await pool.send(["PING"])).toBe("PONG");
  await pool.send(["RPUSH", key, "1", "2"]);
  await Promise.all(held);
});
