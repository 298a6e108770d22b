import { describe, expect, test } from "vitest";
import { f, type VectorClient } from "../../../src/index.js";
import { collect } from "../../helpers/collect.js";
import { openClient } from "../../helpers/collection.js";
import { expireNow } from "../../helpers/expire-now.js";
import { cosine } from "../../helpers/seeded-vectors.js";
import { startedRedis } from "../../helpers/started-redis.js";

const AOF = ["--appendonly", "yes", "--appendfsync", "always"];
const place = { namespace: "n", collection: "c", dimension: 4 };
const before = { vector: [1, 0, 0, 0], attributes: { state: "before" } };
const after = { vector: [0, 1, 0, 0], attributes: { state: "after", text: 'it\'s "new"' } };

const docsOf = (client: VectorClient) => client.repository(place);

async function expectUpdated(client: VectorClient, id: string) {
  const docs = docsOf(client);
  const stored = await docs.get(id);
  expect(stored?.attributes).toEqual(after.attributes);
  expect(cosine(stored!.vector, after.vector)).toBeGreaterThan(0.999);
  const [hit] = await docs.search({ vector: after.vector, limit: 1 });
  expect(hit?.similarity).toBeGreaterThan(0.99);
}

/** Expects both servers to hold the same elements, vectors and attributes. The graphs may differ. */
async function expectSame(primary: VectorClient, replica: VectorClient) {
  const digest = (client: VectorClient) => client.sendCommand(["DEBUG", "DIGEST-VALUE", docsOf(client).key]);
  await expect.poll(async () => await digest(replica)).toEqual(await digest(primary));
}

const writers: [string, (client: VectorClient) => Promise<unknown>][] = [
  ["upsert", (client) => docsOf(client).upsert({ id: "a", ...after })],
  ["upsertMany", (client) => docsOf(client).upsertMany([{ id: "a", ...after }])],
  [
    "updateVector and updateAttributes",
    async (client) => {
      await docsOf(client).updateVector("a", after.vector);
      await docsOf(client).updateAttributes("a", after.attributes);
    },
  ],
  [
    "updateWhere and updateVector",
    async (client) => {
      await docsOf(client).updateWhere(f.eq("state", "before"), { ...after.attributes, kept: true });
      await docsOf(client).updateWhere(f.exists("kept"), () => ({ kept: undefined }));
      await docsOf(client).updateVector("a", after.vector);
    },
  ],
];

describe.each(writers)("an element that %s replaced", (_, write) => {
  test("has its new value after a restart from the append-only file", async () => {
    const redis = await startedRedis(...AOF);
    const client = await openClient(redis.url);
    await docsOf(client).upsert({ id: "other", ...before });
    await docsOf(client).upsert({ id: "a", ...before });
    await write(client);
    await redis.kill();
    await redis.restart();
    await expect.poll(async () => (await client.health()).status, { timeout: 5_000 }).toBe("up");
    await expectUpdated(client, "a");
    expect(await docsOf(client).count()).toBe(2);
  });

  test("has its new value after a failover to a replica", async () => {
    const redis = await startedRedis("--enable-debug-command", "yes");
    const client = await openClient(redis.url);
    await docsOf(client).upsert({ id: "other", ...before });
    await docsOf(client).upsert({ id: "a", ...before });
    const replica = await redis.startReplica();
    const next = await openClient(replica.url);
    await write(client);
    await expectSame(client, next);
    await redis.kill();
    await next.sendCommand(["REPLICAOF", "NO", "ONE"]);
    await expectUpdated(next, "a");
    expect(await docsOf(next).upsert({ id: "b", ...before })).toEqual({ inserted: true });
  });
});

test("every other write reaches the append-only file and the replica too", async () => {
  const redis = await startedRedis(...AOF, "--enable-debug-command", "yes");
  const client = await openClient(redis.url);
  const docs = docsOf(client);
  const replica = await openClient((await redis.startReplica()).url);
  await docs.upsertMany(
    Array.from({ length: 1_500 }, (_, i) => ({ id: String(i), vector: [1, i, 2, 3], attributes: { i } })),
  );
  await docs.setAttributes("1", { changed: true });
  await docs.setAttributes("2", null);
  await docs.delete(["3", "4"]);
  await docs.updateWhere(f.between("i", 1_000, 1_100), (now) => ({ i: -Number(now?.i) }));
  await docs.deleteWhere(f.lte("i", -1_050));
  await expectSame(client, replica);
  await redis.restart();
  await expect.poll(async () => (await client.health()).status, { timeout: 5_000 }).toBe("up");
  await expectSame(client, replica);
  expect(await docs.get("1")).toMatchObject({ attributes: { changed: true } });
  expect(await docs.countWhere(f.lt("i", 0))).toBe(50);
  expect(await docs.get("2")).not.toHaveProperty("attributes");
  expect(await docs.count()).toBe(1_447);
  await docs.clear();
  await expect.poll(() => docsOf(replica).count()).toBe(0);
  await expect.poll(() => replica.sendCommand(["DBSIZE"])).toBe(await client.sendCommand(["DBSIZE"]));
});

test("the ends of records reach the append-only file and the replica, and so do touch and the sweep", async () => {
  const redis = await startedRedis(...AOF);
  const client = await openClient(redis.url);
  const docs = docsOf(client);
  const replica = await openClient((await redis.startReplica()).url);
  const records = ["a", "b", "c", "d"].map((id) => ({ id, ...before, ttlMs: 3_600_000 }));
  await docs.upsertMany([...records, { id: "e", ...before }]);
  await docs.touch("b", { ttlMs: 7_200_000 });
  await docs.setAttributes("c", after.attributes);
  await expireNow(client, place, ["a", "d"]);
  await docs.upsert({ id: "d", ...after, ttlMs: null });
  const ends = async (from: VectorClient) =>
    (await collect(docsOf(from).scan())).map(({ id, expiresAtMs, attributes }) => [
      id,
      expiresAtMs,
      attributes,
    ]);
  const expected = await ends(client);
  expect(expected.map(([id, end]) => [id, typeof end])).toEqual([
    ["b", "number"],
    ["c", "number"],
    ["d", "undefined"],
    ["e", "undefined"],
  ]);
  await expect.poll(() => ends(replica)).toEqual(expected);
  expect(await docsOf(replica).count()).toBe(4);
  await redis.kill();
  await redis.restart();
  await expect.poll(async () => (await client.health()).status, { timeout: 5_000 }).toBe("up");
  expect(await ends(client)).toEqual(expected);
  // Unless the background sweep was quicker.
  expect(await docs.sweep()).toBeLessThanOrEqual(1);
  for (const each of [client, replica]) {
    await expect.poll(() => each.sendCommand(["VCARD", docs.key])).toBe(4);
    await expect.poll(() => each.sendCommand(["ZCARD", "{n:c}:expiry"])).toBe(2);
  }
});

test("why an element is removed before it is replaced: VADD of an existing one reaches neither append-only file nor replica", async () => {
  // If this fails on a newer server, removing the element first may no longer be necessary.
  const redis = await startedRedis(...AOF);
  const client = await openClient(redis.url);
  const bare = async (vector: number[]) =>
    client.sendCommand([
      "VADD",
      docsOf(client).key,
      "VALUES",
      "4",
      ...vector.map(String),
      "a",
      "SETATTR",
      "{}",
    ]);
  expect(await bare(before.vector)).toBe(true);
  const replica = await openClient((await redis.startReplica()).url);
  await expect.poll(() => docsOf(replica).count()).toBe(1);
  expect(await bare(after.vector)).toBe(false);
  await client.sendCommand(["WAIT", "1", "5000"]);
  expect(cosine((await docsOf(client).get("a"))!.vector, after.vector)).toBeGreaterThan(0.999);
  expect(cosine((await docsOf(replica).get("a"))!.vector, before.vector)).toBeGreaterThan(0.999);
  await redis.kill();
  await redis.restart();
  await expect.poll(async () => (await client.health()).status, { timeout: 5_000 }).toBe("up");
  expect(cosine((await docsOf(client).get("a"))!.vector, before.vector)).toBeGreaterThan(0.999);
});
