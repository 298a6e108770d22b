import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import type { VectorClient, VectorRepository } from "../../../src/index.js";
import {
  backfill,
  createHashSource,
  type MigrationRecord,
  type MigrationSource,
} from "../../../src/migration/index.js";
import { startProgram } from "../../helpers/child-program.js";
import { openCollection } from "../../helpers/collection.js";
import { fillHashes, hashRecords } from "../../helpers/hash-records.js";
import { codeOf } from "../../helpers/outcome.js";
import { cosine } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const dimension = 32;

async function expectEqual(docs: VectorRepository, records: readonly MigrationRecord[]) {
  expect(await docs.count()).toBe(records.length);
  for (let start = 0; start < records.length; start += 100) {
    const some = records.slice(start, start + 100);
    const stored = await Promise.all(some.map(({ id }) => docs.get(id)));
    for (const [place, { id, vector, attributes }] of some.entries()) {
      expect(stored[place]?.attributes, id).toEqual(attributes);
      expect(cosine(stored[place]!.vector, vector), id).toBeGreaterThan(0.999);
    }
  }
}

async function openMigration(url: string, count: number, seed = 1) {
  const { client, docs, place } = await openCollection(url, { dimension });
  const prefix = `${uniquePrefix("hash")}:`;
  const records = hashRecords(count, dimension, seed);
  await fillHashes(client, prefix, records);
  return { client, docs, place, prefix, records, source: createHashSource(client, { prefix }) };
}

/** A source of given records, one page after the other, whose cursor is a place in the list. */
function listSource(
  records: readonly MigrationRecord[],
  beforePage: (from: number) => void = () => {},
): MigrationSource {
  return {
    kind: "jsonl",
    describe: async () => ({
      name: "list",
      count: records.length,
      dimension,
      metric: "none",
      fields: [],
      warnings: [],
    }),
    async *pages({ cursor = "0", pageSize }) {
      for (let from = Number(cursor); from < records.length; from += pageSize) {
        beforePage(from);
        const to = from + pageSize;
        yield {
          records: records.slice(from, to),
          rejects: [],
          cursor: to < records.length ? String(to) : null,
        };
      }
    },
    fetch: async (ids) => ids.map((id) => records.find((record) => record.id === id) ?? null),
  };
}

async function keysOf(client: VectorClient, pattern: string) {
  return client.sendCommand(["KEYS", pattern]);
}

onEachServer(({ url }) => {
  test("a backfill copies every record, tells how far it is, and does nothing when it is asked again", async () => {
    const { client, docs, records, source } = await openMigration(url, 1_200);
    const progress: number[] = [];
    const options = { source, target: docs, client, batchSize: 300 };
    const report = await backfill({ ...options, onProgress: ({ done }) => progress.push(done) });
    expect(report).toMatchObject({
      state: "done",
      resumed: false,
      read: 1_200,
      inserted: 1_200,
      updated: 0,
      rejected: 0,
    });
    expect(progress.at(-1)).toBe(1_200);
    expect(progress.length).toBeGreaterThanOrEqual(3);
    await expectEqual(docs, records);
    expect(await backfill(options)).toMatchObject({ state: "done", resumed: true, read: 1_200, updated: 0 });
    expect(await backfill({ ...options, restart: true })).toMatchObject({
      read: 1_200,
      inserted: 0,
      updated: 1_200,
    });
  });

  test("a run that is paused goes on from its checkpoint and writes nothing twice", async () => {
    const { client, docs, records, source } = await openMigration(url, 2_000);
    const pausing = new AbortController();
    const options = { source, target: docs, client, batchSize: 200 };
    const paused = await backfill({ ...options, signal: pausing.signal, onProgress: () => pausing.abort() });
    expect(paused.state).toBe("paused");
    expect(paused.read).toBeLessThan(1_000);
    expect(await docs.count()).toBe(paused.read);
    const report = await backfill(options);
    expect(report).toMatchObject({ state: "done", resumed: true, inserted: 2_000, updated: 0 });
    await expectEqual(docs, records);
  });

  test("the kinds of precision take the records with their codes", async () => {
    for (const precision of ["residual", "float32"] as const) {
      const { client, docs } = await openCollection(url, { dimension, precision, rotation: "on" });
      const records = hashRecords(300, dimension);
      const options = { source: listSource(records), target: docs, client, batchSize: 100 };
      expect(await backfill(options)).toMatchObject({ inserted: 300 });
      expect(await backfill({ ...options, restart: true })).toMatchObject({ inserted: 0, updated: 300 });
      await expectEqual(docs, records);
      expect((await docs.precisionReport()).codeCount).toBe(300);
      const [hit] = await docs.search({ vector: records[5]!.vector, limit: 1 });
      expect(hit?.id).toBe("id-5");
    }
  });

  test("what attributes cannot hold is kept as JSON beside, and goes when the record no longer has it", async () => {
    const { client, docs } = await openCollection(url, { dimension });
    onTestFinished(() => void client.sendCommand(["DEL", docs.key.replace(/:v$/, ":extra")]).catch(() => {}));
    const [record] = hashRecords(1, dimension);
    const options = { target: docs, client };
    const extraKey = docs.key.replace(/:v$/, ":extra");
    await backfill({ ...options, source: listSource([{ ...record!, extra: '{"a":[{}]}' }]) });
    expect(await client.sendCommand(["HGET", extraKey, "id-0"])).toBe('{"a":[{}]}');
    await backfill({ ...options, source: listSource([record!]), restart: true });
    expect(await client.sendCommand(["HGET", extraKey, "id-0"])).toBeNull();
  });

  test("of records with one id the later one stands, in a batch and across batches", async () => {
    const { client, docs } = await openCollection(url, { dimension });
    const [first, second, third] = hashRecords(3, dimension);
    const again = { ...third!, id: first!.id };
    const source = listSource([first!, again, second!]);
    expect(await backfill({ source, target: docs, client })).toMatchObject({
      read: 3,
      inserted: 2,
      superseded: 1,
    });
    await expectEqual(docs, [again, second!]);
    const apart = listSource([again, second!, first!]);
    const report = await backfill({ source: apart, target: docs, client, name: "apart", batchSize: 1 });
    expect(report).toMatchObject({ read: 3, updated: 3, superseded: 0 });
    await expectEqual(docs, [first!, second!]);
  });

  test("records that the target cannot hold are rejected into the file with their reason, and the rest is carried", async () => {
    const { client, docs } = await openCollection(url, { dimension });
    const folder = await mkdtemp(join(tmpdir(), "octavec-migration-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const rejectsFile = join(folder, "rejects.jsonl");
    const [good, nan, short, deep] = hashRecords(4, dimension);
    nan!.vector[3] = Number.NaN;
    const records = [
      good!,
      nan!,
      { ...short!, vector: new Float32Array(3).fill(1) },
      { ...deep!, attributes: { when: new Date() } },
      { ...good!, id: "zero", vector: new Float32Array(dimension) },
    ];
    const options = { source: listSource(records), target: docs, client, rejectsFile, batchSize: 2 };
    expect(await backfill(options)).toMatchObject({ state: "done", read: 5, inserted: 1, rejected: 4 });
    const lines = (await readFile(rejectsFile, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id, code }) => [id, code])).toEqual([
      ["id-1", "INVALID_VECTOR"],
      ["id-2", "DIMENSION_MISMATCH"],
      ["id-3", "INVALID_ATTRIBUTES"],
      ["zero", "INVALID_VECTOR"],
    ]);
    expect(lines[0].reason).toContain("NaN at position 3");
  });

  test("a source that fails in mid-run ends it with a clear error, and the next run goes on behind what was acknowledged", async () => {
    const { client, docs } = await openCollection(url, { dimension });
    const records = hashRecords(500, dimension);
    let broken = true;
    const source = listSource(records, (from) => {
      if (broken && from >= 300) throw new Error("the disk is gone");
    });
    const failed = await backfill({ source, target: docs, client, batchSize: 100 }).catch(
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({ code: "MIGRATION_INCOMPLETE", retryable: true });
    expect(String(failed)).toContain("after 300 records: the disk is gone");
    expect(await docs.count()).toBe(300);
    broken = false;
    const report = await backfill({ source, target: docs, client, batchSize: 100 });
    expect(report).toMatchObject({ state: "done", resumed: true, inserted: 500, updated: 0 });
  });

  test("a target of another dimension or quantization is refused before anything is written", async () => {
    const { client, docs, place } = await openCollection(url, { dimension });
    const source = listSource(hashRecords(3, dimension));
    const other = client.repository({ ...place, dimension: 16 });
    expect(await codeOf(backfill({ source, target: other, client }))).toBe("DIMENSION_MISMATCH");
    await docs.upsert({ id: "there", vector: hashRecords(1, dimension)[0]!.vector });
    const binary = client.repository({ ...place, dimension, quantization: "bin" });
    expect(await codeOf(backfill({ source, target: binary, client }))).toBe("COLLECTION_MISMATCH");
    expect(await docs.count()).toBe(1);
    expect(await keysOf(client, `{${place.namespace}:*migration*`)).toEqual([]);
  });

  test("a checkpoint of another source is not taken up", async () => {
    const { client, docs, source } = await openMigration(url, 10);
    await backfill({ source, target: docs, client });
    const other = listSource(hashRecords(3, dimension));
    expect(await codeOf(backfill({ source: other, target: docs, client }))).toBe("MIGRATION_CONFLICT");
    expect(await backfill({ source: other, target: docs, client, restart: true })).toMatchObject({ read: 3 });
  });

  test("of two runs of one name the later one goes on and the earlier one stops", async () => {
    const { client, docs, records, source } = await openMigration(url, 1_000);
    const options = { source, target: docs, client, batchSize: 50 };
    let second: Promise<unknown> | undefined;
    const first = codeOf(
      backfill({
        ...options,
        rateLimitPerSecond: 1_000,
        onProgress: () => {
          second ??= backfill(options);
        },
      }),
    );
    expect(await first).toBe("MIGRATION_CONFLICT");
    expect(await second).toMatchObject({ state: "done", read: 1_000 });
    await expectEqual(docs, records);
  });

  test("a rate limit holds a run back", async () => {
    const { client, docs, source } = await openMigration(url, 600);
    const startedAtMs = performance.now();
    const report = await backfill({ source, target: docs, client, rateLimitPerSecond: 300 });
    // 300 or more at once, then the second that is their share; only a lower bound, so a busy machine changes nothing.
    expect(performance.now() - startedAtMs).toBeGreaterThan(900);
    expect(report.inserted).toBe(600);
  });

  test("a flushed script cache is noticed and mended", async () => {
    const { client, docs, records, source } = await openMigration(url, 600);
    await backfill({
      source,
      target: docs,
      client,
      batchSize: 100,
      onProgress: () => void client.sendCommand(["SCRIPT", "FLUSH"]),
    });
    await expectEqual(docs, records);
  });
});

/** Fractions of the records after which the process is killed, one run after the other. */
const KILLS = [[0.1, 0.6]];

test.each(KILLS.map((kills) => ({ kills })))(
  "a process killed with SIGKILL at $kills of its work loses nothing and repeats at most one batch each time",
  async ({ kills }) => {
    const url = inject("redisUrl");
    const [count, batchSize] = [2_000, 200];
    const { docs, place, prefix, records } = await openMigration(url, count);
    const plan = { url, prefix, target: { ...place, dimension }, batchSize };
    for (const share of kills) {
      const child = startProgram("run-backfill", plan, (line, running) => {
        // Not at once: somewhere in the batch that follows.
        if (numberOf(line, "read") >= share * count)
          setTimeout(() => running.kill("SIGKILL"), Math.random() * 30);
      });
      expect(await child.ended, child.errors()).toBe("SIGKILL");
    }
    const child = startProgram("run-backfill", plan);
    expect(await child.ended, child.errors()).toBe(0);
    const report = child.lines.at(-1);
    expect(report).toMatchObject({ state: "done", resumed: true, read: count });
    const twice = numberOf(report, "updated");
    console.log(`written twice: ${twice} of ${count} after ${kills.length} kills, batches of ${batchSize}`);
    // A batch ends behind a whole page, so it may be a quarter larger; SCAN may give more than it was asked for.
    expect(twice).toBeLessThanOrEqual(kills.length * 1.5 * batchSize);
    await expectEqual(docs, records);
  },
);

function numberOf(line: unknown, field: string): number {
  return typeof line === "object" && line !== null && field in line ? Number(Reflect.get(line, field)) : -1;
}
