import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openCollection } from "../../helpers/collection.js";
import type { FtIndex } from "../../helpers/ft-replies.js";
import { fillHashes, hashRecords } from "../../helpers/hash-records.js";
import { migrateCommand } from "../../helpers/migrate-command.js";
import { octavecProgram } from "../../helpers/octavec-command.js";
import { codeOf } from "../../helpers/outcome.js";
import { rediSearchStandIn } from "../../helpers/redisearch-stand-in.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const dimension = 16;
const COUNT = 400;

/** Real hashes, and an index whose replies follow the published formats. On a server of its own, because the source walks over all keys. */
async function openPlace(count = 20) {
  const { url } = await startedRedis();
  const { client, docs, place } = await openCollection(url, { dimension });
  const prefix = `${uniquePrefix("ft")}:`;
  await fillHashes(client, prefix, hashRecords(count, dimension));
  const vector = { type: "FLOAT32", dimension, metric: "COSINE" };
  const index: FtIndex = {
    ...{ name: "articles", keyType: "HASH", prefixes: [prefix], count },
    fields: [
      { path: "vector", type: "VECTOR", vector },
      { path: "lang", type: "TAG" },
      { path: "rank", type: "NUMERIC" },
    ],
  };
  const indexUrl = await rediSearchStandIn(url, index);
  const to = ["--to", `${place.namespace}:${place.collection}`, "--to-url", url];
  const flags = ["--index", "articles", "--ids", "suffix", "--from-url", indexUrl, ...to];
  const migrate = (...more: string[]) => migrateCommand("redisearch", ...flags, ...more);
  const folder = await mkdtemp(join(tmpdir(), "octavec-migration-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return { client, docs, place, prefix, flags, migrate, folder };
}

test("a RediSearch index is planned, copied, verified with filters, switched to and switched back", async () => {
  const { client, docs, place, flags, migrate, folder } = await openPlace(COUNT);
  const planned = await octavecProgram(["migrate", "redisearch", "plan", ...flags]).ended;
  expect(planned).toMatchObject({ code: 0, stderr: "" });
  expect(planned.stdout).toContain("lang (TAG) → attribute");
  expect(planned.stdout).toMatch(/400, 16 dimensions, ranked by cosine/);
  expect(planned.stdout).toContain("measured with the sample");
  expect((await migrate("run", "--dry-run")).result).toMatchObject({ accepted: COUNT, rejected: 0 });
  expect(await client.sendCommand(["KEYS", `*${place.namespace}*`])).toEqual([]);

  const { result } = await migrate("run", "--batch-size", "100");
  expect(result).toMatchObject({ state: "done", inserted: COUNT, rejected: 0 });
  expect((await docs.get("id-3"))?.attributes).toEqual({ lang: "de", rank: 3 });

  const filters = join(folder, "filters.json");
  await writeFile(filters, JSON.stringify(["@lang:{de}", "@lang:{de} hello"]));
  expect(await migrate("verify", "--filters", filters, "--queries", "10")).toMatchObject({
    exit: 0,
    result: {
      pass: true,
      counts: { source: COUNT, target: COUNT },
      recall: { against: "source" },
      filters: [{ name: '"@lang:{de}"', against: "source", queries: 10 }],
      filtersNotCompared: [{ name: '"@lang:{de} hello"', untranslated: [{ effect: "wider" }] }],
    },
  });
  await docs.upsert({ id: "id-4", vector: new Float32Array(dimension).fill(1), attributes: { lang: "fr" } });
  expect(await migrate("verify", "--queries", "0")).toMatchObject({
    exit: 2,
    result: { pass: false, examples: { vector: ["id-4"] } },
  });
  expect((await migrate("cutover")).result).toMatchObject({ side: "new" });
  expect((await migrate("rollback")).result).toMatchObject({ side: "old" });
}, 90_000);

test("truncated blobs, another dimension, NaN, zero and missing vectors are rejected with a reason, and the others are copied", async () => {
  const { client, docs, prefix, migrate, folder } = await openPlace();
  const blob = (vector: Float32Array) => Buffer.from(vector.buffer);
  const bad: Record<string, Buffer | undefined> = {
    cut: Buffer.alloc(4 * dimension - 1, 1),
    short: blob(new Float32Array(3).fill(1)),
    nan: blob(new Float32Array(dimension).fill(Number.NaN)),
    zero: blob(new Float32Array(dimension)),
    none: undefined,
  };
  for (const [id, bytes] of Object.entries(bad)) {
    const vector = bytes === undefined ? [] : ["vector", bytes];
    await client.sendCommand(["HSET", prefix + id, "lang", "en", ...vector]);
  }
  const rejects = join(folder, "rejects.jsonl");
  const run = await migrate("run", "--rejects", rejects);
  expect(run).toMatchObject({ exit: 0, result: { state: "done", inserted: 20, rejected: 5 } });
  const lines = (await readFile(rejects, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const codes = Object.fromEntries(lines.map(({ id, code }) => [id.slice(prefix.length), code]));
  expect(codes).toEqual({
    ...{ cut: "INVALID_VECTOR", short: "DIMENSION_MISMATCH", nan: "INVALID_VECTOR" },
    ...{ zero: "INVALID_VECTOR", none: "INVALID_VECTOR" },
  });
  expect(await docs.count()).toBe(20);
});

test("a missing index and a missing vector field are reported with a code, and nothing is written", async () => {
  const { client, place, migrate } = await openPlace();
  expect(await codeOf(migrate("run", "--index", "nothing"))).toBe("SOURCE_NOT_FOUND");
  expect(await codeOf(migrate("plan", "--vector", "other"))).toBe("INVALID_ARGUMENT");
  expect(await client.sendCommand(["KEYS", `*${place.namespace}*`])).toEqual([]);
});
