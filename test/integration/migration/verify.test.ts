import { expect, test } from "vitest";
import { f } from "../../../src/index.js";
import {
  backfill,
  createCollectionSource,
  createHashSource,
  type VerifyOptions,
  verifyMigration,
} from "../../../src/migration/index.js";
import { openCollection } from "../../helpers/collection.js";
import { fillHashes, hashRecords } from "../../helpers/hash-records.js";
import { codeOf } from "../../helpers/outcome.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const dimension = 24;
const COUNT = 400;

type Target = Parameters<typeof openCollection>[1];

async function openMigrated(url: string, target: Partial<Target> = {}) {
  const { client, docs } = await openCollection(url, { dimension, ...target });
  const prefix = `${uniquePrefix("hash")}:`;
  const records = hashRecords(COUNT, dimension);
  await fillHashes(client, prefix, records);
  const source = createHashSource(client, { prefix });
  await backfill({ source, target: docs, client });
  const verify = (more: Partial<VerifyOptions> = {}) =>
    verifyMigration({ source, target: docs, client, queries: 20, limit: 5, ...more });
  return { client, docs, prefix, records, source, verify };
}

onEachServer(({ url }) => {
  test("a complete migration passes: ids in both directions, vectors, attributes, recall, filters", async () => {
    const { verify } = await openMigrated(url);
    const german = f.eq("lang", "de");
    const walked: number[] = [];
    const report = await verify({
      filters: [{ name: "german", target: german, matches: ({ attributes }) => attributes?.lang === "de" }],
      onProgress: (count) => walked.push(count),
    });
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({
      pass: true,
      counts: { source: COUNT, target: COUNT, rejected: 0 },
      checked: { records: COUNT, targetIds: COUNT },
      recall: { against: "exact", queries: 20, limit: 5 },
      filters: [{ name: "german", queries: 20 }],
    });
    expect(report.cosine.lowest).toBeGreaterThan(0.999);
    expect(walked.at(-1)).toBe(COUNT);
  });

  test.each([
    { quantization: "none" },
    { quantization: "bin" },
    { precision: "residual", rotation: "on" },
    { precision: "float32" },
    { rotation: "on" },
  ] satisfies Partial<Target>[])("the vectors stored with %o are within the bound", async (target) => {
    const { verify } = await openMigrated(url, target);
    const report = await verify({ queries: 0 });
    expect(report).toMatchObject({ pass: true, recall: null });
  });

  test("every kind of difference is found, counted and named", async () => {
    const { client, docs, prefix, records, verify } = await openMigrated(url);
    await docs.delete(["id-1", "id-2"]);
    await docs.upsert({ ...records[4]!, id: "only here" });
    // A little more than the error of Q8.
    const moved = records[5]!.vector.slice();
    moved[0]! += 0.3;
    await docs.upsert({ ...records[5]!, vector: moved });
    await docs.setAttributes("id-6", { lang: "fr", rank: "6" });
    await client.sendCommand(["HSET", docs.key.replace(/:v$/, ":extra"), "id-7", "{}"]);
    await fillHashes(client, prefix, [{ id: "nan", vector: new Float32Array(dimension).fill(Number.NaN) }]);
    const report = await verify();
    await client.sendCommand(["DEL", docs.key.replace(/:v$/, ":extra")]);
    expect(report.pass).toBe(false);
    expect(report.differences).toEqual({ missing: 2, vector: 1, attributes: 1, extra: 1, extraIds: 1 });
    expect(report.examples).toEqual({
      missing: expect.arrayContaining(["id-1", "id-2"]),
      vector: ["id-5"],
      attributes: ["id-6"],
      extra: ["id-7"],
      extraIds: ["only here"],
    });
    expect(report.counts.rejected).toBe(1);
    expect(report.problems).toHaveLength(5);
  });

  test("a filter that means something else on the target fails the verification", async () => {
    const { verify } = await openMigrated(url);
    const report = await verify({
      filters: [
        { name: "wrong", target: f.eq("lang", "en"), matches: ({ attributes }) => attributes?.lang === "de" },
      ],
    });
    expect(report.filters[0]?.mean).toBe(0);
    expect(report.problems).toEqual(["Recall with the filter wrong is 0, less than 0.95."]);
    expect(await codeOf(verify({ filters: [{ name: "none", target: f.eq("lang", "en") }] }))).toBe(
      "INVALID_ARGUMENT",
    );
  });

  test("recall is measured against the source's own search, and a sample compares only some records", async () => {
    const { client, docs } = await openMigrated(url);
    const second = await openCollection(url, { dimension });
    const source = createCollectionSource(client, docs);
    await backfill({ source, target: second.docs, client });
    const report = await verifyMigration({ source, target: second.docs, client, sample: 50, queries: 10 });
    expect(report).toMatchObject({
      pass: true,
      checked: { records: 50, targetIds: 50 },
      recall: { against: "source", queries: 10 },
    });
  });
});
