import { randomUUID } from "node:crypto";
import { getContainerRuntimeClient } from "testcontainers";
import { describe, expect, onTestFinished, test } from "vitest";
import { type RedisHandle, type StartRedis8Options, startRedis8 } from "../../src/testing/index.js";
import { REDIS_IMAGE } from "../../src/testing/testcontainers-way.js";
import { ask, info } from "../helpers/ask.js";
import { openCache } from "../helpers/cache.js";
import { openCollection } from "../helpers/collection.js";
import { eventually } from "../helpers/processes.js";

async function start(options: StartRedis8Options = {}): Promise<RedisHandle> {
  const redis = await startRedis8({ source: "testcontainers", ...options });
  onTestFinished(() => redis.stop());
  return redis;
}

const DURABLE = { args: ["--appendonly", "yes", "--appendfsync", "always"] };
const addVector = (url: string, element: string) =>
  ask(url, "VADD", "things", "VALUES", "3", "1", "2", "3", element);

/** What the engine says of the handle's container; `undefined` once it is removed. */
async function inspect({ origin }: RedisHandle) {
  const { container } = await getContainerRuntimeClient();
  const name = origin.split(" ").at(-1) ?? "";
  return container
    .getById(name.replace("/", ""))
    .inspect()
    .catch(() => undefined);
}

describe("a server in a container of a real engine", () => {
  test("runs the pinned image with the given arguments and is removed by stop", async () => {
    const redis = await start({ args: ["--maxmemory", "123456789"] });
    expect(redis.origin).toContain(REDIS_IMAGE);
    expect((await inspect(redis))?.Config.Image).toBe(REDIS_IMAGE);
    expect(await info(redis.url, "memory", "maxmemory")).toBe("123456789");
    await redis.stop();
    expect(await inspect(redis)).toBeUndefined();
  });

  test("comes back at the same port with its data after kill and after an orderly restart", async () => {
    const redis = await start(DURABLE);
    const { url } = redis;
    await addVector(url, "a");
    await redis.kill();
    await expect(ask(url, "PING")).rejects.toThrow("ECONNREFUSED");
    await redis.restart();
    expect(await ask(url, "VCARD", "things")).toBe("1");
    await redis.restart();
    expect(redis.url).toBe(url);
    expect(await ask(url, "VCARD", "things")).toBe("1");
  });

  test("is frozen by pause and resumes, restarts or ends from there", async () => {
    const redis = await start(DURABLE);
    await addVector(redis.url, "a");
    await redis.pause();
    expect((await inspect(redis))?.State.Paused).toBe(true);
    await redis.resume();
    expect(await ask(redis.url, "VCARD", "things")).toBe("1");
    await redis.pause();
    await redis.restart();
    expect(await ask(redis.url, "VCARD", "things")).toBe("1");
    await redis.pause();
    await redis.stop();
    expect(await inspect(redis)).toBeUndefined();
  });

  test("has replicas that follow it inside the engine's network, and takes them along", async () => {
    const primary = await start({ args: ["--requirepass", randomUUID()] });
    await addVector(primary.url, "a");
    const replica = await primary.startReplica();
    expect(await info(replica.url, "replication", "role")).toBe("slave");
    await addVector(primary.url, "b");
    await eventually("the replica has both", async () => (await ask(replica.url, "VCARD", "things")) === "2");
    await primary.stop();
    expect(await inspect(replica)).toBeUndefined();
  });

  test("serves a repository and a cache", async () => {
    const redis = await start();
    const { docs } = await openCollection(redis.url, { dimension: 2 });
    await docs.upsertMany([1, 2, 3].map((n) => ({ id: `r${n}`, vector: [1, n], attributes: { n } })));
    expect((await docs.search({ vector: [1, 3], limit: 1 }))[0]).toMatchObject({
      id: "r3",
      attributes: { n: 3 },
    });
    const { cache, another } = await openCache(redis.url);
    await cache.store({ prompt: "how do I pay", response: "By card." });
    expect(await another().lookup({ prompt: "how do I pay" })).toMatchObject({ hit: true, tier: "exact" });
  });
});
