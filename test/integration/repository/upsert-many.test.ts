import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { UpsertManyError, type UpsertProgress } from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";

const vectors = seededVectors(400, 16);
const records = vectors.map((vector, id) => ({ id: String(id), vector, attributes: { id } }));

onEachServer(({ url }) => {
  test("twenty runs with one signal cause no warning about leaked listeners", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on("warning", note);
    const { signal } = new AbortController();
    const { docs } = await openCollection(url, { dimension: 16 });
    await Promise.all(Array.from({ length: 20 }, () => docs.upsertMany(records.slice(0, 40), { signal })));
    await new Promise(setImmediate);
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });

  test.each<[string, () => Iterable<(typeof records)[0]> | AsyncIterable<(typeof records)[0]>]>([
    ["an array", () => records],
    ["a set", () => new Set(records)],
    [
      "a generator",
      function* () {
        yield* records;
      },
    ],
    [
      "an async generator",
      async function* () {
        yield* records;
      },
    ],
    ["a stream", () => Readable.from(records)],
    ["a web stream", () => Readable.toWeb(Readable.from(records))],
  ])("stores records from %s", async (_, source) => {
    const { docs } = await openCollection(url, { dimension: 16 });
    const report = await docs.upsertMany(source(), { batchSize: 45 });
    expect(report).toEqual({
      ...{ read: 400, acknowledged: 400, inserted: 400, updated: 0, superseded: 0 },
      ...{ failures: [], complete: true },
    });
    expect(await docs.count()).toBe(400);
    expect(await docs.get("399")).toMatchObject({ attributes: { id: 399 } });
    const again = await docs.upsertMany(source());
    expect(again).toMatchObject({ updated: 400, inserted: 0 });
    expect(await docs.count()).toBe(400);
  });

  test("a record that is larger than maxBatchBytes is a batch of its own", async () => {
    const { docs } = await openCollection(url, { dimension: 2_048 });
    const large = seededVectors(20, 2_048).map((vector, id) => ({ id: String(id), vector }));
    const progress: UpsertProgress[] = [];
    await docs.upsertMany(large, { maxBatchBytes: 1_024, onProgress: (update) => progress.push(update) });
    expect(progress).toHaveLength(20);
    expect(await docs.count()).toBe(20);
  });

  test("with onInvalid report the valid records are stored and the others are listed with their reasons", async () => {
    const { client, docs } = await openCollection(url, { dimension: 2 });
    const mixed = [
      { id: "good", vector: [1, 2] },
      { id: "nan", vector: [1, Number.NaN] },
      { id: "zero", vector: [0, 0] },
      { id: "infinite", vector: [Number.POSITIVE_INFINITY, 1] },
      { id: "huge", vector: [1e39, 1] },
      { id: "ragged", vector: [1, 2, 3] },
      { id: "\ud800", vector: [1, 2] },
      { id: "attributes", vector: [1, 2], attributes: { x: Number.NaN } },
      { id: "last", vector: [2, 1] },
    ];
    const report = await docs.upsertMany(mixed, { onInvalid: "report", batchSize: 2 });
    expect(report).toMatchObject({ read: 9, acknowledged: 2, complete: false });
    expect(report.failures.map(({ index, error, sent }) => [index, error.code, sent])).toEqual([
      [1, "INVALID_VECTOR", false],
      [2, "INVALID_VECTOR", false],
      [3, "INVALID_VECTOR", false],
      [4, "INVALID_VECTOR", false],
      [5, "DIMENSION_MISMATCH", false],
      [6, "INVALID_ARGUMENT", false],
      [7, "INVALID_ATTRIBUTES", false],
    ]);
    expect(await client.sendCommand(["VCARD", docs.key])).toBe(2);
  });

  test("with onInvalid throw one invalid record rejects the whole array, and no key is created", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 16 });
    const work = docs.upsertMany([
      ...records,
      { id: "x", vector: new Array(16).fill(0), attributes: { id: 0 } },
    ]);
    await expect(work).rejects.toMatchObject({ code: "INVALID_VECTOR", details: { index: 400 } });
    expect(await client.sendCommand(["KEYS", `*${place.namespace}*`])).toEqual([]);
  });
});

describe("a server that does not answer", () => {
  test("stops the reading of the source after the running batches and one more", async () => {
    const redis = await startedRedis();
    const client = await openClient(redis.url, { commandTimeoutMs: 60_000, minConnections: 4 });
    const docs = client.repository({ namespace: "n", collection: "c", dimension: 16 });
    await docs.upsert({ id: "first", vector: vectors[0]! });
    await redis.pause();
    let read = 0;
    function* source() {
      for (const record of records) {
        read++;
        yield record;
      }
    }
    const running = docs.upsertMany(source(), { batchSize: 20, concurrency: 3 });
    // Three running batches, and one that waits.
    await expect.poll(() => read).toBe(80);
    for (let tick = 0; tick < 100; tick++) await new Promise(setImmediate);
    expect(read).toBe(80);
    await redis.resume();
    expect(await running).toMatchObject({ read: 400, acknowledged: 400 });
  });

  test("does not delay an abort, and the report accounts for every record read", async () => {
    const redis = await startedRedis();
    const client = await openClient(redis.url, { commandTimeoutMs: 60_000, closeTimeoutMs: 50 });
    const docs = client.repository({ namespace: "n", collection: "c", dimension: 16 });
    const controller = new AbortController();
    const reason = new Error("enough");
    let isFrozen = false;
    const running = docs.upsertMany(records, {
      batchSize: 50,
      concurrency: 2,
      signal: controller.signal,
      onProgress: ({ acknowledged }) => {
        if (acknowledged < 200 || isFrozen) return;
        isFrozen = true;
        void redis.pause().then(() => controller.abort(reason));
      },
    });
    const error = await running.catch((cause: unknown) => cause);
    if (!(error instanceof UpsertManyError)) throw error;
    expect(error).toMatchObject({ code: "ABORTED", name: "AbortError", cause: reason });
    const { read, acknowledged, failures } = error.report;
    expect(acknowledged + failures.length).toBe(read);
    expect(acknowledged).toBeGreaterThanOrEqual(200);
    await redis.resume();
    for (const { id, sent } of failures) if (!sent) expect(await docs.has(String(id))).toBe(false);
  });
});
