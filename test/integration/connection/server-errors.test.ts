import { expect, inject, test } from "vitest";
import { UpsertManyError } from "../../../src/index.js";
import { openClient } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

test("a key of another type: every operation ends as WRONG_TYPE and leaves it alone", async () => {
  const client = await openClient(inject("redisUrl"));
  const docs = client.repository({ namespace: uniquePrefix("wrong"), collection: "c", dimension: 2 });
  await client.sendCommand(["SET", docs.key, "somebody else's"]);
  const codes = await Promise.all([
    codeOf(docs.upsert({ id: "a", vector: [1, 2] })),
    codeOf(docs.upsertMany([{ id: "a", vector: [1, 2] }])),
    codeOf(docs.search({ vector: [1, 2] })),
    codeOf(docs.get("a")),
    codeOf(docs.has("a")),
    codeOf(docs.count()),
    codeOf(docs.info()),
    codeOf(docs.delete("a")),
    codeOf(docs.setAttributes("a", {})),
    codeOf(docs.clear()),
    codeOf(docs.drop()),
  ]);
  expect(new Set(codes)).toEqual(new Set(["WRONG_TYPE"]));
  expect(await client.sendCommand(["GET", docs.key])).toBe("somebody else's");
  await client.sendCommand(["DEL", docs.key]);
});

test("a full server refuses writes as OUT_OF_MEMORY and says which records, while reads go on", async () => {
  const redis = await startedRedis("--maxmemory-policy", "noeviction");
  const client = await openClient(redis.url);
  const docs = client.repository({ namespace: "n", collection: "c", dimension: 256 });
  const vectors = seededVectors(2_000, 256);
  await docs.upsert({ id: "first", vector: vectors[0]! });
  const used = /used_memory:(\d+)/.exec(String(await client.sendCommand(["INFO", "memory"])))?.[1];
  await client.sendCommand(["CONFIG", "SET", "maxmemory", String(Number(used) + 400_000)]);
  // The vector of "first" is nobody else's, or a search for it would have two best answers.
  const records = vectors.slice(1).map((vector, id) => ({ id: String(id), vector }));
  const error = await docs
    .upsertMany(records, { batchSize: 100, force: true })
    .catch((reason: unknown) => reason);
  if (!(error instanceof UpsertManyError)) throw error;
  expect(error).toMatchObject({ code: "BATCH_INCOMPLETE", cause: { code: "OUT_OF_MEMORY" } });
  const { report } = error;
  expect(report.acknowledged).toBeGreaterThan(0);
  expect(report.acknowledged + report.failures.length).toBe(report.read);
  expect(await docs.count()).toBe(1 + report.acknowledged);
  // Without this, buffers of connections that the server frees meanwhile could make room for one more record.
  await client.sendCommand(["CONFIG", "SET", "maxmemory", "1"]);
  expect(await codeOf(docs.upsert({ id: "more", vector: vectors[0]! }))).toBe("OUT_OF_MEMORY");
  // An update is refused whole: the element is not removed by the first half of it.
  expect(await codeOf(docs.upsert({ id: "first", vector: vectors[1]! }))).toBe("OUT_OF_MEMORY");
  expect(await docs.has("first")).toBe(true);
  expect(await docs.search({ vector: vectors[0]!, limit: 1 })).toMatchObject([{ id: "first" }]);
  expect(await docs.delete("first")).toBe(1);
});

test("a replica refuses writes as READ_ONLY and answers reads", async () => {
  const redis = await startedRedis();
  const primary = await openClient(redis.url);
  const place = { namespace: "n", collection: "c", dimension: 2 };
  await primary.repository(place).upsert({ id: "a", vector: [1, 2] });
  const replica = await openClient((await redis.startReplica()).url);
  const docs = replica.repository(place);
  await expect.poll(() => docs.count()).toBe(1);
  expect(await docs.search({ vector: [1, 2] })).toMatchObject([{ id: "a" }]);
  expect(await codeOf(docs.upsert({ id: "b", vector: [1, 2] }))).toBe("READ_ONLY");
  expect(await codeOf(docs.delete("a"))).toBe("READ_ONLY");
  expect((await replica.health()).role).toBe("replica");
});

test("a command that this server does not know ends as UNSUPPORTED_COMMAND, without repeating its arguments", async () => {
  const client = await openClient(inject("redisUrl"));
  const work = client.sendCommand(["VNOSUCH", "hush"]);
  await expect(work).rejects.toMatchObject({ code: "UNSUPPORTED_COMMAND" });
  await expect(work).rejects.not.toThrow(/hush/);
});

test("commands that would change a shared connection are refused before they are sent", async () => {
  const client = await openClient(inject("redisUrl"));
  for (const command of [["MULTI"], ["SELECT", "1"], ["SUBSCRIBE", "c"], ["CLIENT", "REPLY", "OFF"]]) {
    expect(await codeOf(client.sendCommand(command))).toBe("INVALID_ARGUMENT");
  }
  expect(await client.sendCommand(["PING"])).toBe("PONG");
});
