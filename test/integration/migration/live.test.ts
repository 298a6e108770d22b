import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { VectorRepository } from "../../../src/index.js";
import {
  backfill,
  createHashSource,
  cutover,
  DualWriter,
  finishMigration,
  type LiveEvent,
  type LiveTuning,
  type MigrationRecord,
  openAlias,
  rollback,
} from "../../../src/migration/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { fillHashes, hashRecords } from "../../helpers/hash-records.js";
import { MemoryPort } from "../../helpers/memory-port.js";
import { codeOf } from "../../helpers/outcome.js";
import { cosine, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { TcpProxy } from "../../helpers/tcp-proxy/index.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const dimension = 16;
const QUICK = { aliasMaxAgeMs: 20, replayIntervalMs: 20, orphanAfterMs: 300, mirrorTimeoutMs: 2_000 };

function records(count: number, seed = 1): MigrationRecord[] {
  return seededVectors(count, dimension, seed).map((vector, index) => ({
    id: `id-${index}`,
    vector,
    attributes: { seed },
  }));
}

async function openLive(url: string, shards: number, tuning: LiveTuning = {}) {
  const { client, docs, place } = await openCollection(url, { dimension, shards });
  const old = new MemoryPort();
  const events: LiveEvent[] = [];
  const options = {
    client,
    target: docs,
    old,
    ...QUICK,
    onEvent: (event: LiveEvent) => void events.push(event),
    ...tuning,
  };
  const writer = new DualWriter(options);
  onTestFinished(() => writer.close());
  return { client, docs, place, old, events, writer, options };
}

async function expectSame(docs: VectorRepository, old: MemoryPort) {
  expect(await docs.count()).toBe(old.records.size);
  for (const { id, vector, attributes } of old.records.values()) {
    const stored = await docs.get(id);
    expect(stored?.attributes, id).toEqual(attributes);
    expect(cosine(stored!.vector, vector), id).toBeGreaterThan(0.999);
  }
}

onEachServer(({ url }) =>
  describe.each([1, 3])("with %i shards", (shards) => {
    test("writes and deletes reach both sides, and no id stays pending", async () => {
      const { docs, old, writer } = await openLive(url, shards);
      await writer.upsert(records(20));
      await writer.upsert({ ...records(1, 2)[0]!, extra: '{"deep":[{}]}' });
      await writer.delete(["id-3", "id-4", "not there"]);
      expect(old.records.size).toBe(18);
      await expectSame(docs, old);
      expect(await writer.waiting()).toEqual({ pending: 0, spooled: 0 });
    });

    test("a backfill does not overwrite a record that was updated or deleted after it was read", async () => {
      const { client, docs, place, old, writer } = await openLive(url, shards);
      const prefix = `${place.namespace}:old:`;
      const stale = records(50).map(({ attributes: _, ...record }) => record);
      await fillHashes(client, prefix, stale);
      for (const record of stale) old.records.set(record.id, record);
      const [updated] = records(1, 7);
      await writer.upsert(updated!);
      await writer.delete("id-1");
      const report = await backfill({ source: createHashSource(client, { prefix }), target: docs, client });
      expect(report).toMatchObject({ read: 50, inserted: 48, gaveWay: 2 });
      await expectSame(docs, old);
      expect(await docs.has("id-1")).toBe(false);
    });

    test("after two writers wrote one id at the same time, the new side equals the old one", async () => {
      const { docs, old, writer, options } = await openLive(url, shards);
      const second = new DualWriter(options);
      onTestFinished(() => second.close());
      const [first, later] = [records(1, 1)[0]!, records(1, 2)[0]!];
      // The first writer has written the old side and waits before it reads it back and writes the new one.
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let isHeld = false;
      old.before = (call) => {
        if (call !== "fetch" || isHeld) return undefined;
        isHeld = true;
        return held;
      };
      const slow = writer.upsert(first);
      await expect.poll(() => isHeld).toBe(true);
      await second.upsert(later);
      release();
      await slow;
      expect(old.records.get("id-0")).toBe(later);
      await expectSame(docs, old);
    });

    test("the caller gets the error of a write that the old side refuses, and both sides end equal nevertheless", async () => {
      const { docs, old, writer } = await openLive(url, shards);
      old.before = (call) => {
        if (call === "upsert") throw new Error("disk full");
      };
      await expect(writer.upsert(records(1)[0]!)).rejects.toThrow("disk full");
      old.before = () => {};
      await expect.poll(async () => (await writer.waiting()).pending).toBe(0);
      expect(await docs.count()).toBe(0);
      await expectSame(docs, old);
    });

    test("a record that the new side cannot store is deleted there and reported", async () => {
      const { docs, old, writer, events } = await openLive(url, shards);
      await writer.upsert(records(1)[0]!);
      await writer.upsert({ id: "id-0", vector: new Float32Array(dimension) });
      expect(old.records.get("id-0")?.vector[0]).toBe(0);
      expect(await docs.has("id-0")).toBe(false);
      expect(events).toMatchObject([{ kind: "rejected", id: "id-0" }]);
      expect((await writer.waiting()).pending).toBe(0);
    });

    test("another process finishes the writes of a process that died", async () => {
      const { client, docs, place, old, writer } = await openLive(url, shards);
      // The state after a process died right after it had written the old side.
      const key = `{${place.namespace}:${place.collection}}:migration:pending`;
      await client.sendCommand(["XADD", key, "*", "id", "id-0"]);
      await client.sendCommand(["XADD", key, "*", "id", "gone"]);
      old.records.set("id-0", records(1)[0]!);
      await docs.upsert({ id: "gone", vector: records(1)[0]!.vector });
      await expect.poll(async () => (await writer.waiting()).pending).toBe(0);
      await expectSame(docs, old);
    });

    test("a cutover needs a complete backfill, switches reads and writes, and a rollback loses no write", async () => {
      const { client, docs, place, old, options } = await openLive(url, shards);
      const live = openAlias(options);
      onTestFinished(() => live.close());
      await live.upsert(records(10));
      expect(await codeOf(cutover(options))).toBe("MIGRATION_CONFLICT");
      expect(await codeOf(rollback(options))).toBe("MIGRATION_CONFLICT");
      expect(await codeOf(finishMigration({ client, target: docs }))).toBe("MIGRATION_CONFLICT");
      expect(await live.side()).toBe("old");
      const vector = records(1)[0]!.vector;
      expect(await codeOf(live.search({ vector, limit: 1 }))).toBe("UNSUPPORTED_OPERATION");

      const { writesWaitedMs } = await cutover({ ...options, backfillName: null });
      expect(writesWaitedMs).toBeGreaterThan(20);
      await expect.poll(() => live.side()).toBe("new");
      expect((await live.search({ vector, limit: 1 }))[0]?.id).toBe("id-0");
      const changed = records(3, 5);
      await live.upsert(changed);
      await live.delete("id-9");
      expect((await live.fetch(["id-1", "id-9"])).map((found) => found?.attributes)).toEqual([
        { seed: 5 },
        undefined,
      ]);
      // The old side has the vectors as given, not the quantized ones.
      expect(old.records.get("id-1")).toBe(changed[1]);
      await expectSame(docs, old);

      // A backfill must not overwrite the new side while it is active.
      const prefix = `${place.namespace}:past:`;
      await fillHashes(client, prefix, hashRecords(5, dimension));
      const source = createHashSource(client, { prefix });
      expect(await codeOf(backfill({ source, target: docs, client }))).toBe("MIGRATION_CONFLICT");
      await expectSame(docs, old);

      await rollback(options);
      await expect.poll(() => live.side()).toBe("old");
      expect(old.records.size).toBe(9);
      await live.upsert(records(1, 6));
      await expectSame(docs, old);

      await cutover({ ...options, backfillName: null });
      await finishMigration({ client, target: docs });
      const left = async () =>
        (await client.sendCommand(["KEYS", `{${place.namespace}:*:migration:*`])) as string[];
      const prefixOfAll = `{${place.namespace}:${place.collection}}:migration:`;
      // Polled, because a replay holds a lock for a moment.
      await expect
        .poll(async () => (await left()).sort())
        .toEqual([`${prefixOfAll}alias`, `${prefixOfAll}clock`]);
      await expect.poll(() => live.side()).toBe("new");
      await live.upsert(records(2, 8));
      await expectSame(docs, old);
    });

    test("a cutover waits for writes that began before it; later writes wait for the cutover, reads do not", async () => {
      const { docs, old, options } = await openLive(url, shards);
      const live = openAlias(options);
      onTestFinished(() => live.close());
      await live.upsert(records(5));
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let isHeld = false;
      old.before = (call) => {
        if (call !== "upsert") return undefined;
        isHeld = true;
        return held;
      };
      const slow = live.upsert(records(1, 2));
      await expect.poll(() => isHeld).toBe(true);
      const switching = cutover({ ...options, orphanAfterMs: 30_000, backfillName: null });
      const keys = options.target.key.replace(/:v$/, ":migration:switching");
      await expect.poll(() => options.client.sendCommand(["EXISTS", keys])).toBe(1);
      await expect.poll(() => live.side()).toBe("old");
      let waited = false;
      const late = live.upsert(records(1, 3)).then(() => {
        waited = true;
      });
      expect(await live.fetch(["id-1"])).toHaveLength(1);
      expect(waited).toBe(false);
      old.before = () => {};
      release();
      await slow;
      expect(await switching).toMatchObject({ side: "new" });
      await late;
      await expect.poll(async () => (await docs.get("id-0"))?.attributes).toEqual({ seed: 3 });
      await expectSame(docs, old);
    });

    test("a cutover that cannot copy the pending ids switches nothing, and writes continue", async () => {
      const { client, docs, place, old, options, writer } = await openLive(url, shards, {
        orphanAfterMs: 100,
      });
      await writer.close();
      await client.sendCommand([
        "XADD",
        `{${place.namespace}:${place.collection}}:migration:pending`,
        "*",
        "id",
        "id-0",
      ]);
      old.before = (call) => {
        if (call === "fetch") throw new Error("the old side is ill");
      };
      const failed = await cutover({ ...options, backfillName: null, timeoutMs: 1_000 }).catch(
        (error: unknown) => error,
      );
      expect(failed).toMatchObject({ code: "MIGRATION_INCOMPLETE", details: { pending: 1 } });
      expect(String(failed instanceof Error && failed.cause)).toContain("the old side is ill");
      old.before = () => {};
      const live = openAlias(options);
      onTestFinished(() => live.close());
      expect(await live.side()).toBe("old");
      await live.upsert(records(2));
      await expectSame(docs, old);
    });
  }),
);

test("live writes continue while the new side is down, and reach it when it is back", async () => {
  const folder = await mkdtemp(join(tmpdir(), "octavec-migration-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const spoolFile = join(folder, "spool");
  const redis = await startedRedis("--appendonly", "yes", "--appendfsync", "always");
  const client = await openClient(redis.url, { acquireTimeoutMs: 200 });
  const docs = client.repository({ namespace: uniquePrefix("live"), collection: "c", dimension });
  const old = new MemoryPort();
  const events: string[] = [];
  const options = {
    client,
    target: docs,
    old,
    ...QUICK,
    spoolFile,
    onEvent: ({ kind }: LiveEvent) => void events.push(kind),
  };
  const writer = new DualWriter(options);
  await writer.upsert(records(10));
  await redis.kill();
  await writer.upsert(records(3, 2));
  await writer.delete("id-9");
  expect(events).toContain("spooled");
  expect((await readFile(spoolFile, "utf8")).trim().split("\n").sort()).toEqual([
    '"id-0"',
    '"id-1"',
    '"id-2"',
    '"id-9"',
  ]);
  // The process ends, and another one reads the file.
  await writer.close();
  await redis.restart();
  await expect.poll(async () => (await client.health()).status, { timeout: 5_000 }).toBe("up");
  const next = new DualWriter(options);
  onTestFinished(() => next.close());
  await expect.poll(() => next.waiting(), { timeout: 10_000 }).toEqual({ pending: 0, spooled: 0 });
  await expectSame(docs, old);
  expect(await readFile(spoolFile, "utf8")).toBe("");
});

test("writes of a process that could not reach the new side are not lost, even if the alias was switched in that time", async () => {
  const redis = await startedRedis();
  const proxy = await TcpProxy.start(Number(new URL(redis.url).port));
  onTestFinished(() => proxy.close());
  const client = await openClient(redis.url);
  const cutOff = await openClient(proxy.url, { acquireTimeoutMs: 200, connectTimeoutMs: 200 });
  const place = { namespace: uniquePrefix("live"), collection: "c", dimension };
  const old = new MemoryPort();
  const docs = client.repository(place);
  const options = { old, ...QUICK, mirrorTimeoutMs: 300 };
  const live = openAlias({ ...options, client: cutOff, target: cutOff.repository(place) });
  onTestFinished(() => live.close());
  await live.upsert(records(4));
  await proxy.refuse();
  proxy.resetAll();
  await live.upsert(records(1, 2));
  await live.delete("id-1");
  await cutover({ ...options, client, target: docs, backfillName: null });
  expect((await docs.get("id-0"))?.attributes).toEqual({ seed: 1 });
  await proxy.accept();
  await expect
    .poll(async () => (await docs.get("id-0"))?.attributes, { timeout: 20_000 })
    .toEqual({ seed: 2 });
  await expect.poll(() => live.writer.waiting(), { timeout: 5_000 }).toEqual({ pending: 0, spooled: 0 });
  expect(await live.side()).toBe("new");
  await expectSame(docs, old);
});

test("live writes and backfilled records are also on a replica and in the append-only file", async () => {
  const redis = await startedRedis("--appendonly", "yes", "--appendfsync", "always");
  const replica = await redis.startReplica();
  onTestFinished(() => replica.stop());
  const client = await openClient(redis.url);
  const docs = client.repository({ namespace: uniquePrefix("live"), collection: "c", dimension });
  const old = new MemoryPort();
  const writer = new DualWriter({ client, target: docs, old, ...QUICK });
  onTestFinished(() => writer.close());
  const prefix = "past:";
  await fillHashes(client, prefix, hashRecords(20, dimension));
  for (const record of hashRecords(20, dimension)) old.records.set(record.id, record);
  await writer.upsert(records(5, 3));
  await writer.upsert(records(5, 4));
  await writer.delete("id-2");
  await backfill({ source: createHashSource(client, { prefix }), target: docs, client });
  const copy = await openClient(replica.url);
  const there = copy.repository({
    namespace: docs.key.slice(1, docs.key.indexOf(":")),
    collection: "c",
    dimension,
  });
  await client.sendCommand(["WAIT", "1", "5000"]);
  await expectSame(there, old);
  await redis.kill();
  await redis.restart();
  await expect.poll(async () => (await client.health()).status, { timeout: 5_000 }).toBe("up");
  await expectSame(docs, old);
});
