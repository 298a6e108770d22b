import { describe, expect, test } from "vitest";
import {
  dryRun,
  formatPlan,
  type MigrationRecord,
  planMigration,
  type RejectedRecord,
} from "../../../src/migration/index.js";
import { estimateElementBytes } from "../../../src/repository/index.js";
import { MemorySource } from "../../helpers/memory-source.js";
import { codeOf } from "../../helpers/outcome.js";

const record = (index: number, more: Partial<MigrationRecord> = {}): MigrationRecord => ({
  id: String(index),
  vector: Float32Array.of(1, index, 0, 1),
  ...more,
});

const broken: RejectedRecord = { id: "x", code: "INVALID_VECTOR", reason: "vector: NaN at position 3." };

describe("a plan", () => {
  const records = [
    record(0, { attributes: { lang: "en", tags: ["a"], größe: 1 }, extra: '{"deep":{"a":1}}' }),
    record(1, { attributes: { lang: "de", tags: "b" } }),
    broken,
    record(3, { attributes: { lang: 5 }, extra: '{"lang":null}' }),
    record(4, { vector: Float32Array.of(0, 0, 0, 0) }),
  ];
  const described = {
    count: 1_000_000,
    dimension: 4,
    metric: "l2" as const,
    fields: [
      { field: "lang", sourceType: "keyword", kept: "attribute" as const },
      { field: "place", sourceType: "geo", kept: "extra" as const, note: "an object" },
    ],
    warnings: ["The order differs."],
  };

  test("says how each field is stored, from the source's schema and from the sample", async () => {
    const plan = await planMigration({ source: new MemorySource(records, described) });
    expect(plan.source).toEqual({
      kind: "jsonl",
      name: "memory",
      count: 1_000_000,
      dimension: 4,
      metric: "l2",
    });
    expect(plan.fields).toEqual([
      {
        field: "lang",
        sourceType: "keyword",
        kept: "attribute",
        note: "stored as JSON in 1 records of the sample",
        seen: 3,
        kinds: { text: 2, number: 1 },
      },
      { field: "place", sourceType: "geo", kept: "extra", note: "an object", seen: 0, kinds: {} },
      { field: "tags", sourceType: "not indexed", kept: "attribute", seen: 2, kinds: { list: 1, text: 1 } },
      {
        field: "größe",
        sourceType: "not indexed",
        kept: "attribute",
        note: expect.stringContaining("filters cannot use it"),
        seen: 1,
        kinds: { number: 1 },
      },
      { field: "deep", sourceType: "not indexed", kept: "extra", seen: 1, kinds: {} },
    ]);
    expect(plan.lists).toEqual(["tags"]);
    expect(plan.sample).toMatchObject({ read: 5, rejected: 2, withExtra: 2 });
    expect(plan.sample.rejects.map(({ id, code }) => `${id} ${code}`)).toEqual([
      "x INVALID_VECTOR",
      "4 INVALID_VECTOR",
    ]);
    expect(plan.warnings).toEqual(["The order differs."]);
  });

  test("estimates bytes by a formula, and says so, when nothing may be written", async () => {
    const plain = [record(0), record(1)];
    const target = { quantization: "none" as const, m: 32 };
    const plan = await planMigration({ source: new MemorySource(plain, { dimension: 4 }), target });
    expect(plan.memory).toEqual({
      basis: "formula",
      bytesPerElement: 1060 + 16,
      extraBytesPerRecord: 0,
      totalBytes: 2 * 1076,
      float32Bytes: 32,
    });
    expect(plan.duration).toMatchObject({ writePerSecond: null, likelySeconds: null });
    expect(plan.duration.leastSeconds).toBeGreaterThan(0);
  });

  test("reads no more pages than the sample needs", async () => {
    const source = new MemorySource(Array.from({ length: 1000 }, (_, index) => record(index)));
    const plan = await planMigration({ source, sampleSize: 25, pageSize: 10 });
    expect(source.pagesGiven).toBe(3);
    expect(plan.sample.read).toBe(30);
  });

  test("leaves out what is unknown for a source without a count or without records", async () => {
    const uncounted = await planMigration({ source: new MemorySource([record(1)], { count: null }) });
    expect(uncounted.memory).toMatchObject({ totalBytes: null, float32Bytes: null });
    expect(uncounted.duration.leastSeconds).toBeNull();
    const empty = await planMigration({ source: new MemorySource([]) });
    expect(empty).toMatchObject({ fields: [], sample: { read: 0 }, memory: { totalBytes: 0 } });
    expect(formatPlan(empty)).toContain("Records    0");
  });

  test("is refused when no record of the sample can be migrated", async () => {
    const source = new MemorySource([broken, broken]);
    await expect(planMigration({ source })).rejects.toMatchObject({
      code: "UNSUPPORTED_SOURCE",
      message: expect.stringContaining("NaN at position 3"),
    });
  });

  test("is formatted for people, and an id cannot add lines to it", async () => {
    const evil = { ...broken, id: "x\nRecords    7\u001b[2J" };
    const text = formatPlan(await planMigration({ source: new MemorySource([...records, evil], described) }));
    const lines = text.split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "From       memory",
      "Records    1,000,000, 4 dimensions, ranked by l2",
      "To         q8, M 16, precision native",
    ]);
    expect(text).toMatch(/Memory {5}\d+\.\d MiB: \d+ bytes per element and \d+ of JSON \(by formula\)/);
    expect(text).toContain("writing was not measured");
    expect(lines).toContain("  tags (not indexed) → attribute: 1 list, 1 text");
    expect(lines).toContain("  place (geo) → JSON: in 0 records of the sample; an object");
    expect(lines).toContain("  The order differs.");
    expect(lines.filter((line) => line.startsWith("Records"))).toHaveLength(1);
    expect(text).not.toContain("\u001b");
  });

  test("checks its options", async () => {
    const source = new MemorySource([record(1)]);
    expect(await codeOf(planMigration({ source, sampleSize: 0 }))).toBe("INVALID_OPTIONS");
    const target = { quantization: "bin", precision: "residual" } as const;
    expect(await codeOf(planMigration({ source, target }))).toBe("INVALID_OPTIONS");
  });
});

test.each([
  [512, "q8", 8, 1119],
  [512, "q8", 16, 1268],
  [512, "none", 16, 2806],
  [512, "bin", 16, 820],
  [1536, "none", 32, 7202],
  [100, "q8", 8, 719],
] as const)(
  "the formula agrees with the measured memory: %i dimensions, %s, M %i: %i bytes",
  (dimension, quantization, m, bytes) => {
    const parts = estimateElementBytes(dimension, { quantization, m, precision: "native" });
    const estimate = parts.vectorBytes + parts.fixedBytes;
    expect(Math.abs(estimate / bytes - 1)).toBeLessThan(0.02);
  },
);

describe("a dry run", () => {
  test("checks every record, counts rejects by code and lists the first ones", async () => {
    const source = new MemorySource([
      record(0),
      broken,
      record(2, { vector: Float32Array.of(1, 2) }),
      record(3, { attributes: { at: new Date() } }),
      record(4, { extra: "{}" }),
      record(5, { id: "\ud800" }),
      record(6, { vector: Float32Array.of(1, Number.NaN, 0, 0) }),
    ]);
    const progress: unknown[] = [];
    const report = await dryRun({
      source,
      pageSize: 3,
      maxRejects: 2,
      onProgress: (seen) => progress.push(seen),
    });
    expect(report).toMatchObject({
      read: 7,
      accepted: 2,
      rejected: 5,
      withExtra: 1,
      rejectsByCode: { INVALID_VECTOR: 2, DIMENSION_MISMATCH: 1, INVALID_ATTRIBUTES: 1, INVALID_ARGUMENT: 1 },
    });
    expect(report.rejects.map(({ id }) => id)).toEqual(["x", "2"]);
    expect(progress).toEqual([
      { read: 3, total: 7 },
      { read: 6, total: 7 },
      { read: 7, total: 7 },
    ]);
  });

  test("rejects every record when the target has another dimension", async () => {
    const report = await dryRun({ source: new MemorySource([record(0), record(1)]), dimension: 8 });
    expect(report).toMatchObject({ accepted: 0, rejectsByCode: { DIMENSION_MISMATCH: 2 } });
  });
});
