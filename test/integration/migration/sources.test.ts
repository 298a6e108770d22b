import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { OctavecError } from "../../../src/index.js";
import {
  createCollectionSource,
  createHashSource,
  createJsonlSource,
  exportToJsonl,
  type MigrationRecord,
  type MigrationSource,
  type RejectedRecord,
} from "../../../src/migration/index.js";
import { shardOfId } from "../../../src/shards/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { fillHashes, hashRecords } from "../../helpers/hash-records.js";
import { codeOf } from "../../helpers/outcome.js";
import { cosine, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const dimension = 8;

async function walk(source: MigrationSource, pageSize: number, cursor?: string) {
  const records: MigrationRecord[] = [];
  const rejects: RejectedRecord[] = [];
  const cursors: (string | null)[] = [];
  const sizes: number[] = [];
  for await (const page of source.pages({ pageSize, ...(cursor === undefined ? {} : { cursor }) })) {
    records.push(...page.records);
    rejects.push(...page.rejects);
    cursors.push(page.cursor);
    sizes.push(page.records.length);
  }
  return { records, rejects, cursors, sizes };
}

function byId(records: readonly MigrationRecord[]) {
  return [...records].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function temporaryFile(name: string, text?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "octavec-migration-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, name);
  if (text !== undefined) await writeFile(path, text);
  return path;
}

onEachServer(({ url }) => {
  test("the hash source returns every hash under its prefix, even with pattern characters in the prefix, and no other", async () => {
    const client = await openClient(url);
    const prefix = `${uniquePrefix("hash")}[a]*:`;
    const records = hashRecords(500, dimension);
    await fillHashes(client, prefix, records);
    await fillHashes(client, prefix.replace("[a]", "a"), hashRecords(3, dimension));
    await client.sendCommand(["SET", `${prefix}a-text`, "no hash"]);
    const source = createHashSource(client, { prefix, fields: { rank: "number" } });
    expect(await source.describe()).toMatchObject({ dimension, count: null });
    const walked = await walk(source, 50);
    const expected = records.map((record, rank) => ({
      ...record,
      attributes: { ...record.attributes, rank },
    }));
    expect(byId(walked.records)).toEqual(byId(expected));
    expect(walked.rejects).toEqual([]);
    expect(await source.fetch(["id-7", "not there", "a-text"])).toEqual([expected[7], null, null]);
  });

  test("a stopped walk over hashes continues after its cursor and misses nothing", async () => {
    const client = await openClient(url);
    const prefix = `${uniquePrefix("hash")}:`;
    await fillHashes(client, prefix, hashRecords(2_000, dimension));
    const source = createHashSource(client, { prefix });
    const seen = new Set<string>();
    let cursor: string | null = null;
    for await (const page of source.pages({ pageSize: 100 })) {
      for (const { id } of page.records) seen.add(id);
      cursor = page.cursor;
      if (seen.size > 700) break;
    }
    expect(cursor).not.toBeNull();
    const rest = await walk(source, 100, cursor!);
    expect(rest.records.length).toBeLessThan(1_600);
    for (const { id } of rest.records) seen.add(id);
    expect(seen.size).toBe(2_000);
  });

  test("hashes that cannot become records are rejected, each with a code", async () => {
    const client = await openClient(url);
    const prefix = `${uniquePrefix("hash")}:`;
    await fillHashes(client, prefix, hashRecords(1, dimension));
    await client.sendCommand(["HSET", `${prefix}none`, "lang", "de"]);
    await client.sendCommand(["HSET", `${prefix}cut`, "vector", Buffer.alloc(dimension * 4 - 1)]);
    await client.sendCommand([
      "HSET",
      `${prefix}bytes`,
      "vector",
      Buffer.alloc(4),
      "x",
      Buffer.of(0xff, 0xfe),
    ]);
    await client.sendCommand(["HSET", `${prefix}text`, "vector", Buffer.alloc(4), "rank", "high"]);
    await client.sendCommand([
      "HSET",
      Buffer.concat([Buffer.from(prefix), Buffer.of(0xff)]),
      "vector",
      "abcd",
    ]);
    const { records, rejects } = await walk(
      createHashSource(client, { prefix, fields: { rank: "number" } }),
      10,
    );
    expect(records.map(({ id }) => id)).toEqual(["id-0"]);
    expect(new Map(rejects.map(({ id, code }) => [id, code]))).toEqual(
      new Map([
        ["none", "INVALID_VECTOR"],
        ["cut", "INVALID_VECTOR"],
        ["bytes", "INVALID_ATTRIBUTES"],
        ["text", "INVALID_ATTRIBUTES"],
        [`${prefix}ÿ`, "INVALID_ARGUMENT"],
      ]),
    );
  });

  test("other component types are read by vectorType, or by decodeVector", async () => {
    const client = await openClient(url);
    const prefix = `${uniquePrefix("hash")}:`;
    await client.sendCommand(["HSET", `${prefix}a`, "v", Buffer.from(Int8Array.of(1, -2, 3).buffer)]);
    await client.sendCommand(["HSET", `${prefix}b`, "v", Buffer.alloc(0)]);
    const decodeVector = (blob: Uint8Array) => {
      if (blob.length === 0) throw new OctavecError("INVALID_VECTOR", "empty");
      return Float32Array.from(blob, (byte) => (byte << 24) >> 24);
    };
    const source = createHashSource(client, { prefix, vectorField: "v", decodeVector });
    const { records, rejects } = await walk(source, 10);
    expect(records).toEqual([{ id: "a", vector: Float32Array.of(1, -2, 3) }]);
    expect(rejects).toEqual([{ id: "b", code: "INVALID_VECTOR", reason: "empty" }]);
    const named = createHashSource(client, { prefix, vectorField: "v", vectorType: "INT8" });
    expect((await named.fetch(["a"]))[0]?.vector).toEqual(Float32Array.of(1, -2, 3));
    const halves = createHashSource(client, { prefix, vectorField: "v", vectorType: "FLOAT16" });
    expect((await walk(halves, 10)).rejects).toMatchObject([{ id: "a", code: "INVALID_VECTOR" }]);
  });

  test("a prefix without hashes is an error, not an empty migration", async () => {
    const client = await openClient(url);
    const source = createHashSource(client, { prefix: `${uniquePrefix("nothing")}:` });
    expect(await codeOf(source.describe())).toBe("SOURCE_NOT_FOUND");
  });

  test.each([1, 3])(
    "a collection with %i shards returns each element once, those of a shard in the order of the ids' bytes, and can be resumed after any page",
    async (shards) => {
      const { client, docs } = await openCollection(url, { dimension, quantization: "none", shards });
      // The UTF-16 order of these ids differs from that of their bytes.
      const ids = ["", "10", "9", "__proto__", "\uffff", "\u{1f600}", ..."abcdefgh"];
      const records = seededVectors(ids.length, dimension).map((vector, index) => ({
        id: ids[index]!,
        vector,
        attributes: { index },
      }));
      await docs.upsertMany(records);
      const source = createCollectionSource(client, docs);
      expect(await source.describe()).toMatchObject({ count: ids.length, dimension, warnings: [] });
      const sorted = [...ids]
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .sort((a, b) => shardOfId(a, shards) - shardOfId(b, shards));
      const whole = await walk(source, 4);
      expect(whole.records.map(({ id }) => id)).toEqual(sorted);
      expect(whole.cursors.at(-1)).toBeNull();
      for (const [page, cursor] of whole.cursors.slice(0, -1).entries()) {
        const rest = await walk(source, 4, cursor!);
        const readBefore = whole.sizes.slice(0, page + 1).reduce((sum, size) => sum + size, 0);
        expect(rest.records.map(({ id }) => id)).toEqual(sorted.slice(readBefore));
      }
      expect(await codeOf(walk(source, 4, "elsewhere"))).toBe("INVALID_ARGUMENT");
      const [found, missing] = await source.fetch(["\u{1f600}", "not there"]);
      expect(found?.attributes).toEqual({ index: 5 });
      expect(missing).toBeNull();
    },
  );

  test("a bin collection without codes is refused as a source, and so is an empty one", async () => {
    const { client, docs } = await openCollection(url, { dimension, quantization: "bin" });
    expect(await codeOf(createCollectionSource(client, docs).describe())).toBe("SOURCE_NOT_FOUND");
    await docs.upsert({ id: "a", vector: seededVectors(1, dimension)[0]! });
    expect(await codeOf(createCollectionSource(client, docs).describe())).toBe("UNSUPPORTED_OPERATION");
    const coded = await openCollection(url, { dimension, quantization: "bin", precision: "int8" });
    await coded.docs.upsert({ id: "a", vector: seededVectors(1, dimension)[0]! });
    const source = createCollectionSource(client, coded.docs);
    expect(await source.describe()).toMatchObject({ count: 1, dimension });
    expect(cosine((await source.fetch(["a"]))[0]!.vector, seededVectors(1, dimension)[0]!)).toBeGreaterThan(
      0.99,
    );
  });

  test("a collection as a source is never read from a replica, because one that lags behind has earlier states", async () => {
    const { client, docs } = await openCollection(url, { dimension });
    await docs.upsert({ id: "a", vector: seededVectors(1, dimension)[0]! });
    const fromReplicas: string[] = [];
    const watched = docs.through((inner) => ({
      capabilities: inner.capabilities,
      send: (command, options) => {
        if (options?.readOnly) fromReplicas.push(String(command[0]));
        return inner.send(command, options);
      },
      pipeline: (steps, options) => {
        if (options?.readOnly) fromReplicas.push("pipeline");
        return inner.pipeline(steps, options);
      },
    }));
    expect(await createCollectionSource(client, watched).fetch(["a", "b"])).toMatchObject([
      { id: "a" },
      null,
    ]);
    expect(fromReplicas).toEqual([]);
    await watched.get("a");
    expect(fromReplicas.length).toBeGreaterThan(0);
  });

  test("records exported to JSONL are read back bit by bit", async () => {
    const client = await openClient(url);
    const prefix = `${uniquePrefix("hash")}:`;
    const records = hashRecords(300, dimension);
    await fillHashes(client, prefix, records);
    const path = await temporaryFile("out.jsonl");
    const progress: number[] = [];
    const done = await exportToJsonl({
      source: createHashSource(client, { prefix }),
      path,
      pageSize: 100,
      onProgress: (written) => progress.push(written),
    });
    expect(done).toEqual({ written: 300, rejects: [] });
    expect(progress.at(-1)).toBe(300);
    const source = createJsonlSource(path);
    expect(await source.describe()).toMatchObject({ count: 300, dimension });
    expect(byId((await walk(source, 70)).records)).toEqual(byId(records));
    expect(await source.fetch(["id-299", "none"])).toEqual([records[299], null]);
  });
});

test("a walk over hashes begins again after a restart of the server, because its cursor is no longer valid", async () => {
  const redis = await startedRedis("--appendonly", "yes", "--appendfsync", "always");
  const client = await openClient(redis.url);
  await fillHashes(client, "doc:", hashRecords(1_000, dimension));
  const source = createHashSource(client, { prefix: "doc:" });
  let cursor: string | null = null;
  for await (const page of source.pages({ pageSize: 100 })) {
    cursor = page.cursor;
    break;
  }
  await redis.restart();
  await expect.poll(async () => (await client.health()).status, { timeout: 5_000 }).toBe("up");
  const ids = new Set((await walk(source, 100, cursor!)).records.map(({ id }) => id));
  expect(ids.size).toBe(1_000);
});

test("lines of a JSONL file that cannot be parsed are rejected with their position, and the others are read", async () => {
  const good = { id: "a", vector: [1, 2], attributes: { n: 1 }, extra: { deep: [{}] } };
  const lines = [
    JSON.stringify(good),
    "",
    "not json",
    '{"id":1,"vector":[1,2]}',
    '{"id":"b","vector":[1,"2"]}',
    '{"id":"c","vector":"@@"}',
    '{"id":"d","vector":[1,2],"attributes":[]}',
    '{"id":"é","vector":"AACAPwAAAEA="}',
    '{"id":"cut","vector":[1,',
  ];
  const path = await temporaryFile("in.jsonl", lines.join("\n"));
  const source = createJsonlSource(path);
  const { records, rejects } = await walk(source, 2);
  expect(records).toEqual([
    { id: "a", vector: Float32Array.of(1, 2), attributes: { n: 1 }, extra: '{"deep":[{}]}' },
    { id: "é", vector: Float32Array.of(1, 2) },
  ]);
  expect(rejects.map(({ id, code }) => [id, code])).toEqual([
    [undefined, "INVALID_ARGUMENT"],
    [undefined, "INVALID_ARGUMENT"],
    ["b", "INVALID_VECTOR"],
    ["c", "INVALID_VECTOR"],
    ["d", "INVALID_ATTRIBUTES"],
    [undefined, "INVALID_ARGUMENT"],
  ]);
  expect(rejects.at(-1)?.reason).toContain("the file ends in the middle of the line");
  expect(rejects[0]?.reason).toContain(`byte ${lines[0]!.length + 2}`);
});

test("a JSONL walk continues at the position of its cursor, and a file that became shorter is refused", async () => {
  const path = await temporaryFile("in.jsonl");
  const text = Array.from(
    { length: 50 },
    (_, id) => `${JSON.stringify({ id: `é${id}`, vector: [1, id] })}\n`,
  ).join("");
  await writeFile(path, text);
  const source = createJsonlSource(path);
  const whole = await walk(source, 7);
  expect(whole.records).toHaveLength(50);
  expect(whole.cursors).toHaveLength(8);
  const rest = await walk(source, 7, whole.cursors[3]!);
  expect(rest.records).toEqual(whole.records.slice(28));
  await writeFile(path, (await readFile(path)).subarray(0, 100));
  expect(await codeOf(walk(source, 7, whole.cursors[3]!))).toBe("MIGRATION_CONFLICT");
});

test("a JSONL file that does not exist, or holds no record, is an error", async () => {
  expect(await codeOf(createJsonlSource("/nowhere.jsonl").describe())).toBe("SOURCE_NOT_FOUND");
  expect(await codeOf(createJsonlSource(await temporaryFile("e.jsonl", "\n")).describe())).toBe(
    "SOURCE_NOT_FOUND",
  );
});
