import { expect, test } from "vitest";
import { UpsertManyError } from "../../../src/index.js";
import { ask, info } from "../../helpers/ask.js";
import { openClient } from "../../helpers/collection.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";

const DIMENSION = 256;
const records = seededVectors(2_000, DIMENSION).map((vector, id) => ({
  id: String(id),
  vector,
  attributes: { text: "x".repeat(1_300) },
}));

async function failureOf(work: Promise<unknown>): Promise<UpsertManyError> {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof UpsertManyError)) throw error;
  return error;
}

/** A server of its own with a number of bytes left, and a collection on it. */
async function serverWith(freeBytes: number, policy = "noeviction") {
  const redis = await startedRedis("--maxmemory-policy", policy);
  const client = await openClient(redis.url);
  const docs = client.repository({ namespace: "n", collection: "c", dimension: DIMENSION });
  await docs.upsert({ id: "first", vector: records[0]!.vector });
  const leave = async (bytes: number) => {
    const used = Number(await info(redis.url, "memory", "used_memory"));
    await ask(redis.url, "CONFIG", "SET", "maxmemory", String(used + bytes));
  };
  await leave(freeBytes);
  return { redis, client, docs, leave };
}

test("an array that would not fit is refused before anything is sent", async () => {
  const { docs } = await serverWith(2_000_000);
  const error = await failureOf(docs.upsertMany(records));
  expect(error).toMatchObject({ code: "OUT_OF_MEMORY", report: { acknowledged: 0, read: 0 } });
  expect(error.message).toContain("force: true");
  expect(await docs.count()).toBe(1);
});

test("another source is read up to the batch that would not fit, also if the server would evict keys for it", async () => {
  const { redis, docs } = await serverWith(2_000_000, "allkeys-lru");
  const error = await failureOf(docs.upsertMany(records.values(), { batchSize: 100 }));
  expect(error).toMatchObject({ code: "BATCH_INCOMPLETE", cause: { code: "OUT_OF_MEMORY" } });
  expect(error.report.acknowledged).toBeGreaterThan(0);
  expect(error.report.acknowledged + error.report.failures.length).toBe(error.report.read);
  expect(await docs.count()).toBe(1 + error.report.acknowledged);
  expect(await info(redis.url, "stats", "evicted_keys")).toBe("0");
});

test("elements that exist need no more memory, so they may be written again", async () => {
  const { docs, leave } = await serverWith(50_000_000);
  await docs.upsertMany(records);
  await leave(8_000_000);
  expect(await docs.upsertMany(records)).toMatchObject({ updated: records.length, complete: true });
});

test("with force the server decides", async () => {
  const { docs } = await serverWith(2_000_000);
  const error = await failureOf(docs.upsertMany(records, { force: true }));
  expect(error).toMatchObject({ code: "BATCH_INCOMPLETE", cause: { code: "OUT_OF_MEMORY" } });
  expect(error.report.acknowledged).toBeGreaterThan(0);
});

test("a user who may not run INFO gets no estimate and may load", async () => {
  const { redis } = await serverWith(50_000_000);
  await ask(redis.url, "ACL", "SETUSER", "loader", "on", ">secret", "~*", "+@all", "-info");
  const client = await openClient(redis.url.replace("redis://", "redis://loader:secret@"));
  const docs = client.repository({ namespace: "n", collection: "c", dimension: DIMENSION });
  expect(await docs.upsertMany(records)).toMatchObject({ complete: true });
});

onEachServer(({ url }) => {
  test("a server without a limit takes any load", async () => {
    const client = await openClient(url);
    const docs = client.repository({ namespace: "memory", collection: "check", dimension: DIMENSION });
    expect(await docs.upsertMany(records)).toMatchObject({ complete: true });
    await docs.drop();
  });
});
