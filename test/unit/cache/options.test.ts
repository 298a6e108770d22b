import { describe, expect, test } from "vitest";
import type { z } from "zod";
import {
  embeddingCacheSchema,
  eventStreamSchema,
  parseOptions,
  rateLimiterSchema,
  sseSchema,
} from "../../../src/options/index.js";

const limit = { name: "l", points: 1, durationMs: 1_000 };
const place = { namespace: "n" };
const coded = expect.objectContaining({ code: "INVALID_OPTIONS" });

const tables: [string, z.ZodType, object, object, Record<string, [min: number, max: number]>][] = [
  [
    "the embedding cache",
    embeddingCacheSchema,
    place,
    { ttlMs: 86_400_000, storage: "float32", maxTextLength: 100_000, batchSize: 256, timeoutMs: 200 },
    {
      ttlMs: [1, 31_536_000_000],
      maxTextLength: [1, 10_000_000],
      batchSize: [1, 1_000],
      timeoutMs: [1, 60_000],
    },
  ],
  [
    "the rate limiter",
    rateLimiterSchema,
    { ...place, ...limit },
    { whenUnavailable: "memory", timeoutMs: 50 },
    { points: [1, 1_000_000_000], timeoutMs: [1, 60_000] },
  ],
  [
    "the event stream",
    eventStreamSchema,
    place,
    { maxLength: 1_000, ttlMs: 3_600_000 },
    { maxLength: [1, 1_000_000], ttlMs: [1_000, 31_536_000_000] },
  ],
  [
    "server-sent events",
    sseSchema,
    {},
    { heartbeatMs: 15_000, retryMs: 1_000 },
    { heartbeatMs: [10, 600_000], retryMs: [0, 3_600_000] },
  ],
];

describe.each(tables)("options of %s", (what, schema, required, defaults, ranges) => {
  const parse = (options: object) => parseOptions(schema, { ...required, ...options }, what);

  test("have the documented defaults", () => {
    expect(parse({})).toEqual({ ...required, ...defaults });
  });

  test.each(Object.entries(ranges))("hold %s within its range", (name, [min, max]) => {
    for (const value of [min, max]) expect(parse({ [name]: value })).toHaveProperty(name, value);
    for (const value of [min - 1, max + 1, min + 0.5, Number.NaN, String(min), null]) {
      expect(() => parse({ [name]: value })).toThrow(coded);
    }
  });

  test("know no other field", () => {
    expect(() => parse({ timeout: 5 })).toThrow("timeout");
  });
});

test.each([
  [{ namespace: "a b" }],
  [{ namespace: "{a}" }],
  [{ namespace: ":a" }],
  [{ namespace: "a", tenant: "" }],
  [{ tenant: "a" }],
])("a place like %j is refused, so that no tenant reaches another's keys", (fields) => {
  for (const schema of [embeddingCacheSchema, eventStreamSchema]) {
    expect(() => parseOptions(schema, fields, "options")).toThrow(coded);
  }
});

test("the limiter's times are whole seconds", () => {
  for (const fields of [
    { durationMs: 1_500 },
    { durationMs: 0 },
    { blockDurationMs: 999 },
    { name: "a:b" },
  ]) {
    expect(() => parseOptions(rateLimiterSchema, { ...place, ...limit, ...fields }, "options")).toThrow(
      coded,
    );
  }
});

test("a secret that is refused is not told", () => {
  const options = { ...place, keySecret: "hush" };
  expect(() => parseOptions(embeddingCacheSchema, options, "options")).toThrow(/keySecret: (?!.*hush)/);
});
