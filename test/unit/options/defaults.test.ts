import { describe, expect, test } from "vitest";
import type { z } from "zod";
import {
  backfillSchema,
  connectOptionsSchema,
  liveSchema,
  parseOptions,
  repositoryOptionsSchema,
  upsertManyOptionsSchema,
  verifySchema,
} from "../../../src/options/index.js";

/** Smallest and largest value of each whole number, beside its default. */
type Ranges = Record<string, { fallback: number; min: number; max: number }>;

const collection = { namespace: "n", collection: "c", dimension: 8 };

const ms = (fallback: number) => ({ fallback, min: 1, max: 3_600_000 });

const tables: [string, z.ZodType, object, Ranges][] = [
  [
    "connect",
    connectOptionsSchema,
    {},
    {
      minConnections: { fallback: 5, min: 1, max: 50 },
      maxConnections: { fallback: 50, min: 5, max: 1_000 },
      acquireTimeoutMs: ms(3_000),
      connectTimeoutMs: ms(5_000),
      commandTimeoutMs: ms(5_000),
      closeTimeoutMs: ms(5_000),
      idleTimeoutMs: ms(30_000),
    },
  ],
  [
    "repository",
    repositoryOptionsSchema,
    collection,
    {
      m: { fallback: 16, min: 4, max: 4_096 },
      efConstruction: { fallback: 200, min: 1, max: 1_000_000 },
      calibrationSample: { fallback: 1_000, min: 300, max: 10_000 },
    },
  ],
  [
    "upsertMany",
    upsertManyOptionsSchema,
    {},
    {
      batchSize: { fallback: 500, min: 1, max: 1_000 },
      maxBatchBytes: { fallback: 4_194_304, min: 1_024, max: 67_108_864 },
      concurrency: { fallback: 4, min: 1, max: 64 },
    },
  ],
  [
    "backfill",
    backfillSchema,
    {},
    {
      batchSize: { fallback: 2_000, min: 1, max: 100_000 },
      concurrency: { fallback: 4, min: 1, max: 64 },
    },
  ],
  [
    "live",
    liveSchema,
    {},
    {
      aliasMaxAgeMs: { fallback: 250, min: 10, max: 60_000 },
      mirrorTimeoutMs: { fallback: 1_000, min: 1, max: 600_000 },
      replayIntervalMs: { fallback: 1_000, min: 10, max: 3_600_000 },
      orphanAfterMs: { fallback: 10_000, min: 100, max: 3_600_000 },
      maxSpooled: { fallback: 100_000, min: 1, max: 10_000_000 },
    },
  ],
  [
    "verify",
    verifySchema,
    {},
    {
      queries: { fallback: 100, min: 0, max: 10_000 },
      limit: { fallback: 10, min: 1, max: 1_000 },
      pageSize: { fallback: 500, min: 1, max: 10_000 },
    },
  ],
];

describe.each(tables)("%s options", (what, schema, required, ranges) => {
  const parse = (options: object) => parseOptions(schema, { ...required, ...options }, what);
  const refusal = (options: object) => () => parse(options);
  const coded = expect.objectContaining({ code: "INVALID_OPTIONS" });

  test.each(Object.entries(ranges))("%s has its default and its bounds", (name, { fallback, min, max }) => {
    expect(parse({})).toHaveProperty(name, fallback);
    for (const value of [min, max]) expect(parse({ [name]: value })).toHaveProperty(name, value);
    for (const value of [
      min - 1,
      max + 1,
      min + 0.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      String(min),
      null,
    ]) {
      expect(refusal({ [name]: value })).toThrow(coded);
    }
  });

  test("a field that is undefined takes its default, an unknown one is refused by name", () => {
    const [[name, { fallback }] = ["", { fallback: 0 }]] = Object.entries(ranges);
    expect(parse({ [name]: undefined })).toHaveProperty(name, fallback);
    expect(refusal({ [`${name}s`]: 5 })).toThrow(coded);
    expect(refusal({ [`${name}s`]: 5 })).toThrow(`${name}s`);
  });

  test("what is no object is refused", () => {
    for (const options of [null, "text", 5, []]) {
      expect(() => parseOptions(schema, options, what)).toThrow(coded);
    }
  });
});

test("the defaults that are no numbers", () => {
  expect(parseOptions(connectOptionsSchema, {}, "options")).toMatchObject({
    url: "redis://localhost:6379",
    clientName: "octavec",
  });
  expect(parseOptions(repositoryOptionsSchema, collection, "options")).toEqual({
    ...collection,
    allowUnsafeThreads: false,
    quantization: "q8",
    m: 16,
    efConstruction: 200,
    calibrationSample: 1_000,
    shards: 1,
    threading: "auto",
  });
  expect(parseOptions(upsertManyOptionsSchema, {}, "options")).toMatchObject({ onInvalid: "throw" });
});

describe("refusals of their own kind", () => {
  const refused = (schema: z.ZodType, options: object) => () => parseOptions(schema, options, "options");

  test.each([
    { minConnections: 10, maxConnections: 9 },
    { url: "http://localhost" },
    { url: "localhost:6379" },
    { url: "" },
    { username: "" },
    { password: "" },
    { database: -1 },
    { clientName: "two words" },
    { clientName: "" },
  ])("connect: %j", (options) => {
    expect(refused(connectOptionsSchema, options)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTIONS" }),
    );
  });

  test.each([
    { namespace: "" },
    { namespace: ":a" },
    { namespace: "a:" },
    { namespace: "a b" },
    { namespace: "{a}" },
    { namespace: "a\n" },
    { namespace: "x".repeat(129) },
    { collection: "a:b" },
    { collection: "" },
    { collection: "é" },
    { dimension: 0 },
    { dimension: 65_537 },
    { dimension: 1.5 },
    { quantization: "int8" },
    { truncateFrom: 8 },
    { truncateFrom: 4 },
    { attributes: {} },
    { attributes: { safeParse: true } },
    { shards: 0 },
    { shards: 257 },
    { shards: 2, text: { field: "t" } },
    { shards: 2, namespace: "x".repeat(120), collection: "y".repeat(8) },
    { precision: "float16" },
    { precision: "residual", quantization: "none" },
    { precision: "float32", quantization: "bin" },
    { rotation: "maybe" },
    { rotation: "on", quantization: "none" },
    { rotationSample: 5 },
    { onPrecisionEvent: "yes" },
  ])("repository: %j", (options) => {
    expect(refused(repositoryOptionsSchema, { ...collection, ...options })).toThrow(
      expect.objectContaining({ code: "INVALID_OPTIONS" }),
    );
  });

  test("the message names path and problem and never the value, which may be a secret", () => {
    const options = { url: "http://me:hush@host", password: 7, clientName: "hush hush" };
    expect(refused(connectOptionsSchema, options)).toThrow(/url: .*; password: .*; clientName: /);
    expect(refused(connectOptionsSchema, options)).not.toThrow(/hush/);
  });
});
