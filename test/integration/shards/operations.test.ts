import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { examine } from "../../../src/doctor/index.js";
import { f, type UpsertManyError } from "../../../src/index.js";
import { backfill, createCollectionSource, verifyMigration } from "../../../src/migration/index.js";
import { collect } from "../../helpers/collect.js";
import { openCollection } from "../../helpers/collection.js";
import { expireNow } from "../../helpers/expire-now.js";
import { healthyHost } from "../../helpers/healthy-host.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const HOUR_MS = 3_600_000;
const recordsOf = (count: number, dimension = 4) =>
  seededVectors(count, dimension).map((vector, n) => ({ id: `r${n}`, vector, attributes: { n } }));

onEachServer(({ url }) => {
  test("records are spread over the keys, and read, changed and deleted where they are", async () => {
    const { client, docs } = await openCollection(url, { dimension: 4, shards: 3 });
    const report = await docs.upsertMany(recordsOf(900), { batchSize: 100 });
    expect(report).toMatchObject({ read: 900, acknowledged: 900, inserted: 900, complete: true });
    const { shards = [], count, key } = await docs.info();
    expect([count, shards.length, docs.shards, key]).toEqual([900, 3, 3, docs.key]);
    for (const shard of shards) {
      expect(shard.count).toBeGreaterThan(200);
      expect(await client.sendCommand(["VCARD", shard.key])).toBe(shard.count);
    }
    expect(await client.sendCommand(["EXISTS", docs.key])).toBe(0);
    for (const n of [0, 1, 2, 3, 4, 5, 6, 7]) {
      expect(await docs.get(`r${n}`)).toMatchObject({ id: `r${n}`, attributes: { n } });
    }
    expect(await docs.upsert({ id: "r1", vector: [1, 2, 3, 4] })).toEqual({ inserted: false });
    expect(await docs.upsert({ id: "new", vector: [1, 2, 3, 4] })).toEqual({ inserted: true });
    expect(await docs.setAttributes("new", { n: 1_000 })).toBe(true);
    expect(await docs.updateAttributes("new", ({ n }: { n?: number } = {}) => ({ n: n! + 1 }))).toBe(true);
    expect(await docs.updateVector("new", [4, 3, 2, 1])).toBe(true);
    expect(await docs.get("new")).toMatchObject({ attributes: { n: 1_001 } });
    expect([await docs.has("new"), await docs.has("nobody"), await docs.get("nobody")]).toEqual([
      true,
      false,
      undefined,
    ]);
    expect(await docs.delete(["new", "nobody", "r0", "r1", "r2", "r3"])).toBe(5);
    expect([await docs.delete("r4"), await docs.delete("r4"), await docs.count()]).toEqual([1, 0, 895]);
  });

  test("a shard cannot be opened by itself, because its ids belong to all; one of an earlier version can until it is written to", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 4, shards: 3 });
    await docs.upsertMany(recordsOf(30));
    const { shards = [] } = await docs.info();
    const name = `${place.namespace}:${place.collection}`;
    const meta = shards[0]!.key.replace(/v$/, "meta");
    const [, collection = ""] = /:([^:]+)\}:v$/.exec(shards[0]!.key) ?? [];
    const open = () => client.repository({ namespace: name, collection, dimension: 4 });
    const refusal = { code: "COLLECTION_MISMATCH", message: expect.stringContaining(`a shard of ${name}.`) };
    await expect(open().upsert({ id: "r0", vector: [1, 2, 3, 4] })).rejects.toMatchObject(refusal);
    await expect(open().search({ vector: [1, 2, 3, 4] })).rejects.toMatchObject(refusal);
    expect(await docs.count()).toBe(30);

    await client.sendCommand(["HDEL", meta, "shardOf"]);
    expect(await open().count()).toBe(shards[0]!.count);
    const later = client.repository({ ...place, dimension: 4, shards: 3 });
    expect(await later.count()).toBe(30);
    await later.upsert({ id: "r0", vector: [1, 2, 3, 4] });
    await expect(open().search({ vector: [1, 2, 3, 4] })).rejects.toMatchObject(refusal);
    expect(await later.through((executor) => executor).count()).toBe(30);
  });

  test("deleteWhere and updateWhere change what matches in every shard, and their progress is that of all", async () => {
    const { docs } = await openCollection(url, { dimension: 4, shards: 3 });
    await docs.upsertMany(recordsOf(300));
    const seen: { read: number; matched: number; changed: number }[] = [];
    const updated = await docs.updateWhere(
      f.lt("n", 100),
      { old: true },
      { batchSize: 20, onProgress: (p) => seen.push(p) },
    );
    expect(updated).toEqual({ matched: 100, updated: 100 });
    expect(seen.at(-1)).toEqual({ read: 300, matched: 100, changed: 100 });
    expect(await docs.countWhere(f.eq("old", true))).toBe(100);
    expect(await docs.deleteWhere(f.eq("old", true))).toEqual({ matched: 100, deleted: 100 });
    expect((await collect(docs.scan())).length).toBe(200);
  });

  test("clear empties every shard and keeps the collection; drop lets it be created with another number of shards", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 4, shards: 3 });
    await docs.upsertMany(recordsOf(60));
    expect([await docs.clear(), await docs.count(), await docs.search({ id: "r1" })]).toEqual([60, 0, []]);
    const other = client.repository({ ...place, dimension: 4, shards: 4 });
    await expect(other.upsertMany(recordsOf(1))).rejects.toMatchObject({ code: "COLLECTION_MISMATCH" });
    const [wrote, read] = [3, 3].map((shards) => client.repository({ ...place, dimension: 4, shards }));
    await wrote!.upsertMany(recordsOf(2));
    expect(await read!.count()).toBe(2);
    await docs.drop();
    expect(await client.sendCommand(["KEYS", `{${place.namespace}:*`])).toEqual([]);
    await other.upsertMany(recordsOf(60));
    expect(await other.count()).toBe(60);
    // Opened before the drop: nothing may be written to shards that are not those of the new collection.
    for (const stale of [docs, wrote!, read!]) {
      for (const record of recordsOf(12))
        await expect(stale.upsert(record)).rejects.toMatchObject({ code: "COLLECTION_MISMATCH" });
      await expect(stale.upsertMany(recordsOf(12))).rejects.toMatchObject({ code: "COLLECTION_MISMATCH" });
    }
    expect(await client.sendCommand(["KEYS", `{${place.namespace}:*:3-*`])).toEqual([]);
    await other.drop();
  });

  test("a collection is opened with the number of shards that it was created with, or not at all", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 4, shards: 2 });
    await docs.upsertMany(recordsOf(10));
    for (const shards of [undefined, 1, 3]) {
      const other = client.repository({ ...place, dimension: 4, shards });
      for (const call of [
        () => other.search({ vector: [1, 2, 3, 4] }),
        () => other.searchPage({ id: "r1" }),
        () => other.get("r1"),
        () => other.upsert(recordsOf(1)[0]!),
        () => other.upsertMany(recordsOf(1)),
        () => other.deleteWhere(f.gt("n", 1)),
        () => other.drop(),
      ]) {
        await expect(call()).rejects.toMatchObject({
          code: "COLLECTION_MISMATCH",
          details: { differing: ["shards"] },
        });
      }
    }
    expect(await client.repository({ ...place, dimension: 4, shards: 2 }).count()).toBe(10);
    const plain = await openCollection(url, { dimension: 4 });
    await plain.docs.upsert(recordsOf(1)[0]!);
    const sharded = plain.client.repository({ ...plain.place, dimension: 4, shards: 2 });
    await expect(sharded.count()).rejects.toMatchObject({ code: "COLLECTION_MISMATCH" });
    await expect(sharded.upsert(recordsOf(1)[0]!)).rejects.toMatchObject({ code: "COLLECTION_MISMATCH" });
    expect(await plain.docs.count()).toBe(1);
  });

  test("other parameters than those of the collection are refused as without shards", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 4, shards: 2 });
    await docs.upsertMany(recordsOf(10));
    const other = client.repository({ ...place, dimension: 8, shards: 2 });
    await expect(other.search({ vector: new Float32Array(8).fill(1) })).rejects.toMatchObject({
      code: "COLLECTION_MISMATCH",
      details: { differing: ["dimension"] },
    });
  });

  test("records expire in every shard; touch prolongs them, and sweep removes what has expired", async () => {
    const { client, docs } = await openCollection(url, { dimension: 4, shards: 3, ttlMs: HOUR_MS });
    await docs.upsertMany(recordsOf(30));
    expect([await docs.touch("r1", { ttlMs: null }), await docs.touch(["r2", "r3", "nobody"])]).toEqual([
      true,
      2,
    ]);
    for (const { key } of (await docs.info()).shards ?? []) {
      const isThere = (id: string) => client.sendCommand(["VISMEMBER", key, id]);
      for (const id of ["r4", "r5", "r6", "r7"])
        if (Number(await isThere(id)) === 1) await expireNow(client, placeOf(key), [id]);
    }
    expect(await docs.count()).toBe(26);
    expect([await docs.has("r4"), await docs.get("r5"), await docs.search({ id: "r6" })]).toEqual([
      false,
      undefined,
      [],
    ]);
    expect((await docs.search({ vector: [1, 1, 1, 1], limit: 30 })).length).toBe(26);
    expect((await collect(docs.scan())).length).toBe(26);
    expect(await docs.sweep()).toBe(4);
  });

  test("every shard has its calibration, and the report is one", async () => {
    const options = { dimension: 32, shards: 2, precision: "int8", calibrationSample: 300 } as const;
    const { docs } = await openCollection(url, options);
    await docs.upsertMany(recordsOf(1_000, 32));
    const { version, report } = await docs.recalibrate();
    expect(version).toBeGreaterThan(0);
    expect(report).toMatch(/Shard 0\n[\s\S]*Shard 1\n/);
    const precision = await docs.precisionReport();
    expect(precision).toMatchObject({
      precision: "int8",
      count: 1_000,
      codeCount: 1_000,
      counts: { coded: 1_000 },
    });
    const [hit] = await docs.search({ vector: recordsOf(8, 32)[7]!.vector, limit: 1, exhaustive: true });
    expect(hit?.id).toBe("r7");
    expect(hit?.similarity).toBeGreaterThan(0.999);
  });

  test('rotation "auto" decides the same for all shards', async () => {
    const { docs } = await openCollection(url, { dimension: 32, shards: 3, rotation: "auto" });
    const spiky = recordsOf(300, 32).map(({ id, vector }) => ({
      id,
      vector: vector.map((x, i) => (i < 2 ? 40 * x : x)),
    }));
    await docs.upsertMany(spiky);
    expect(await docs.precisionReport()).toMatchObject({ rotated: true });
    const [hit] = await docs.search({ vector: spiky[7]!.vector, limit: 1, exhaustive: true });
    expect(hit?.id).toBe("r7");
  });

  test("truncated vectors are searched by vector, by an element and by examples", async () => {
    const { docs } = await openCollection(url, { dimension: 4, truncateFrom: 8, shards: 3 });
    const records = recordsOf(60, 8);
    await docs.upsertMany(records);
    const first = async (query: Parameters<typeof docs.search>[0]) => (await docs.search(query))[0]?.id;
    expect(await first({ vector: records[5]!.vector, exhaustive: true })).toBe("r5");
    expect(await first({ id: "r5", exhaustive: true })).toBe("r5");
    expect(await first({ examples: [{ id: "r5" }], exhaustive: true })).toBe("r5");
    await expect(docs.search({ vector: [1, 2, 3, 4] })).rejects.toMatchObject({ code: "DIMENSION_MISMATCH" });
  });

  test("searchMany answers in order, and reports a query that is invalid", async () => {
    const { docs } = await openCollection(url, { dimension: 4, shards: 3 });
    await docs.upsertMany(recordsOf(60));
    const hits = await docs.searchMany(["r3", "r1"].map((id) => ({ id, limit: 1, exhaustive: true })));
    expect(hits.map(([hit]) => hit?.id)).toEqual(["r3", "r1"]);
    const outcomes = await docs.searchMany([{ id: "r2", limit: 1 }, { vector: [1] }], {
      onFailure: "report",
    });
    expect(outcomes).toMatchObject([{ ok: true }, { ok: false, error: { code: "DIMENSION_MISMATCH" } }]);
    await expect(docs.searchMany([{ id: "r2" }, { vector: [1] }])).rejects.toMatchObject({
      code: "DIMENSION_MISMATCH",
    });
  });

  test("an invalid record is reported with its place in the source, and the others are written", async () => {
    const { docs } = await openCollection(url, {
      dimension: 4,
      shards: 3,
      attributes: z.object({ n: z.number() }),
    });
    const records = recordsOf(40);
    records[17] = { id: "r17", vector: Float32Array.of(1, 2), attributes: { n: 17 } };
    const refused = (await docs.upsertMany(records).catch((error) => error)) as UpsertManyError;
    expect([refused.code, await docs.count()]).toEqual(["DIMENSION_MISMATCH", 0]);
    const report = await docs.upsertMany(records, { onInvalid: "report" });
    expect(report).toMatchObject({ acknowledged: 39, failures: [{ index: 17, id: "r17", sent: false }] });
    expect(await docs.count()).toBe(39);
  });

  test("a shard with wrong data fails the page: only one that may answer another time is left out", async () => {
    const { client, docs } = await openCollection(url, { dimension: 4, shards: 3 });
    await docs.upsertMany(recordsOf(30));
    const [, shard] = (await docs.info()).shards ?? [];
    await client.sendCommand(["SET", shard!.key, "text"]);
    await expect(docs.searchPage({ vector: [1, 2, 3, 4] })).rejects.toMatchObject({ code: "WRONG_TYPE" });
    await expect(docs.search({ vector: [1, 2, 3, 4] })).rejects.toMatchObject({ code: "WRONG_TYPE" });
    await client.sendCommand(["DEL", shard!.key]);
    expect((await docs.searchPage({ vector: [1, 2, 3, 4], exhaustive: true })).complete).toBe(true);
  });

  test("words need one key: text is refused when the collection is opened and when it is searched", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 4, shards: 2 });
    expect(() => client.repository({ ...place, dimension: 4, shards: 2, text: { field: "t" } })).toThrow(
      expect.objectContaining({ code: "INVALID_OPTIONS" }),
    );
    await expect(docs.search({ text: "word" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  test("through wraps the commands of every shard, and the wrapped repository has the same records", async () => {
    const { docs } = await openCollection(url, { dimension: 4, shards: 3 });
    await docs.upsertMany(recordsOf(30));
    let sent = 0;
    const counted = docs.through((executor) => ({
      capabilities: executor.capabilities,
      send: (command, options) => {
        sent++;
        return executor.send(command, options);
      },
      pipeline: (steps, options) => executor.pipeline(steps, options),
    }));
    expect((await counted.search({ vector: [1, 2, 3, 4], limit: 30, exhaustive: true })).length).toBe(30);
    expect([sent, counted.shards, await counted.count()]).toEqual([3, 3, 30]);
    expect(() => docs.through(undefined as never)).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });

  test("a migration fills a collection with shards and reads one, and so does a scan", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 4, shards: 3, ttlMs: HOUR_MS });
    const plain = client.repository({ ...place, collection: "plain", dimension: 4, ttlMs: HOUR_MS });
    const back = client.repository({ ...place, collection: "back", dimension: 4, ttlMs: HOUR_MS });
    onTestFinished(() => Promise.all([plain.drop(), back.drop()]).then(() => {}));
    await plain.upsertMany(recordsOf(50));
    const records = await collect(plain.scan());
    for (const [from, target] of [
      [plain, docs],
      [docs, back],
    ] as const) {
      const source = createCollectionSource(client, from);
      expect(await backfill({ client, source, target, batchSize: 8 })).toMatchObject({
        inserted: 50,
        read: 50,
      });
      const report = await verifyMigration({ client, source, target, queries: 10 });
      expect(report).toMatchObject({
        pass: true,
        checked: { records: 50, targetIds: 50 },
        recall: { queries: 10 },
      });
      expect(await collect(target.scan())).toEqual(records);
    }
    await docs.clear();
    await docs.upsertMany(plain.scan({ includeVectors: true }));
    expect(await collect(docs.scan({ filter: f.gt("n", -1) }))).toEqual(records);
  });

  test("the doctor finds nothing wrong with a collection with shards", async () => {
    const { client, docs, place } = await openCollection(url, {
      dimension: 4,
      shards: 3,
      precision: "residual",
    });
    await docs.upsertMany(recordsOf(50));
    const { findings } = await examine(client, { readHostFile: healthyHost });
    expect(findings.filter(({ evidence }) => JSON.stringify(evidence).includes(place.namespace))).toEqual([]);
  });

  test("a user who may not run scripts cannot create a collection with shards, and is told why", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 4, shards: 2 });
    const name = `user-${place.namespace.replaceAll(":", "-")}`;
    await client.sendCommand(["ACL", "SETUSER", name, "on", ">pw", "~*", "+@all", "-@scripting"]);
    onTestFinished(() => client.sendCommand(["ACL", "DELUSER", name]).then(() => {}));
    const { client: restricted } = await openCollection(
      url,
      { dimension: 4 },
      { username: name, password: "pw" },
    );
    const other = restricted.repository({ ...place, dimension: 4, shards: 2 });
    await expect(other.upsert(recordsOf(1)[0]!)).rejects.toMatchObject({ code: "NOT_AUTHORIZED" });
    await docs.upsertMany(recordsOf(20));
    expect((await other.upsertMany(recordsOf(20))).updated).toBe(20);
    expect(await other.count()).toBe(20);
  });
});

/** Namespace and collection of a shard, by the key of its vector set. */
function placeOf(key: string): { namespace: string; collection: string } {
  const [, namespace = "", collection = ""] = /^\{(.+):([^:]+)\}:v$/.exec(key) ?? [];
  return { namespace, collection };
}
