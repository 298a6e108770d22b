import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { cacheOptionsFromEnv } from "../../../src/environment/index.js";
import { isOctavecError } from "../../../src/errors/index.js";
import {
  CACHE_VARIABLES,
  connectOptionsSchema,
  embeddingCacheSchema,
  parseOptions,
} from "../../../src/options/index.js";

const EVERY = {
  CACHE_REDIS_URL: "rediss://me:hush@cache:7000/2",
  CACHE_KEY_PREFIX: "shop:",
  CACHE_TENANT: "acme",
  CACHE_EMBEDDING_DIMENSIONS: "512",
  CACHE_DEFAULT_TTL: " 3600 ",
  CACHE_ENABLE_EMBEDDINGS: "Yes",
  CACHE_MAX_TEXT_LENGTH: "2000",
  CACHE_BATCH_SIZE: "64",
  CACHE_THRESHOLD: "0.92",
  CACHE_TIMEOUT_MS: "75",
  CACHE_MAX_ENTRIES: "10000",
  CACHE_MAX_BYTES: "67108864",
  CACHE_KEY_SECRET: "a secret of some length",
  CACHE_ENCRYPTION_KEYS: `2026-11:${"n".repeat(32)}, 2026-05:${"o".repeat(32)}`,
};

function refusalOf(env: Record<string, string>): Error {
  try {
    cacheOptionsFromEnv(env);
  } catch (error) {
    if (isOctavecError(error, "INVALID_OPTIONS")) return error;
    throw error;
  }
  return expect.fail("it should have been refused");
}

describe("what is set becomes an option", () => {
  test("every variable fills its own, and the results are what connect and the embedding cache take", () => {
    expect(Object.keys(EVERY).sort()).toEqual([...CACHE_VARIABLES].sort());
    const { connect, cache, embeddingCache } = cacheOptionsFromEnv(EVERY);
    expect(connect).toEqual({ url: EVERY.CACHE_REDIS_URL });
    expect(embeddingCache).toEqual({
      namespace: "shop",
      tenant: "acme",
      ttlMs: 3_600_000,
      maxTextLength: 2_000,
      batchSize: 64,
      timeoutMs: 75,
      keySecret: EVERY.CACHE_KEY_SECRET,
    });
    expect(cache).toEqual({
      ...embeddingCache,
      dimension: 512,
      embeddings: true,
      threshold: 0.92,
      maxEntries: 10_000,
      maxBytes: 67_108_864,
      encryption: { keys: { "2026-11": "n".repeat(32), "2026-05": "o".repeat(32) }, current: "2026-11" },
    });
    expect(() => parseOptions(connectOptionsSchema, connect, "")).not.toThrow();
    expect(() => parseOptions(embeddingCacheSchema, embeddingCache, "")).not.toThrow();
  });

  test("nothing set, or set to nothing, leaves every default in place", () => {
    const empty = Object.fromEntries(CACHE_VARIABLES.map((name) => [name, " "]));
    for (const env of [{}, empty, { OTHER_CACHE_THRESHOLD: "x", CACHE: "y" }]) {
      const { connect, cache, embeddingCache } = cacheOptionsFromEnv(env);
      expect([connect, cache, embeddingCache].map((part) => Object.keys(part ?? { no: 0 }))).toEqual([
        [],
        [],
        [],
      ]);
    }
  });

  test.each([
    ["0", "never"],
    ["never", "never"],
    ["1", 1_000],
    ["31536000", 31_536_000_000],
  ])("a default TTL of %s is %s", (seconds, ttlMs) => {
    expect(cacheOptionsFromEnv({ CACHE_DEFAULT_TTL: seconds }).cache).toEqual({ ttlMs });
  });

  test("without embeddings there are no options for their cache", () => {
    const { cache, embeddingCache } = cacheOptionsFromEnv({
      CACHE_ENABLE_EMBEDDINGS: "off",
      CACHE_TENANT: "a",
    });
    expect(cache).toEqual({ embeddings: false, tenant: "a" });
    expect(embeddingCache).toBeUndefined();
  });
});

describe("what is wrong is refused by name", () => {
  test.each([
    ["CACHE_REDIS_URL", "http://cache"],
    ["CACHE_KEY_PREFIX", "{shop}"],
    ["CACHE_TENANT", "acme".repeat(65)],
    ["CACHE_EMBEDDING_DIMENSIONS", "0"],
    ["CACHE_DEFAULT_TTL", "1h"],
    ["CACHE_DEFAULT_TTL", "31536001"],
    ["CACHE_ENABLE_EMBEDDINGS", "maybe"],
    ["CACHE_MAX_TEXT_LENGTH", "-5"],
    ["CACHE_BATCH_SIZE", "1001"],
    ["CACHE_THRESHOLD", "92"],
    ["CACHE_THRESHOLD", "0,92"],
    ["CACHE_TIMEOUT_MS", "1e3"],
    ["CACHE_MAX_ENTRIES", "many"],
    ["CACHE_MAX_BYTES", "64mb"],
    ["CACHE_KEY_SECRET", "too short"],
    ["CACHE_ENCRYPTION_KEYS", "a secret without the id of a key, which is no list of keys"],
    ["CACHE_ENCRYPTION_KEYS", "2026-11:too short"],
  ])("%s=%s", (name, value) => {
    const error = refusalOf({ [name]: value });
    expect(error.message).toContain(`${name}: `);
    // Under another variable's name a value may be a secret too.
    if (value.length > 4) expect(inspect(error, { depth: 9 })).not.toContain(value);
  });

  test("all at once", () => {
    const { message } = refusalOf({
      CACHE_THRESHOLD: "hush",
      CACHE_MAX_BYTES: "x",
      CACHE_TENANT: "x".repeat(257),
    });
    for (const name of ["CACHE_THRESHOLD", "CACHE_MAX_BYTES", "CACHE_TENANT"])
      expect(message).toContain(name);
  });
});

describe("a variable that is not known", () => {
  const warningsOf = (env: Record<string, string>) => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const options = cacheOptionsFromEnv(env);
    return { options, warnings: warn.mock.calls };
  };

  test.each([
    ["CACHE_TRESHOLD", "CACHE_THRESHOLD"],
    ["CACHE_TTL", "CACHE_DEFAULT_TTL"],
    ["CACHE_URL", "CACHE_REDIS_URL"],
    ["CACHE_DEFAULT_TTL_SECONDS", "CACHE_DEFAULT_TTL"],
    ["CACHE_MAX_ENTRY", "CACHE_MAX_ENTRIES"],
  ])("%s has no effect, and the process warns of it without its value and names %s", (name, nearest) => {
    const { options, warnings } = warningsOf({ [name]: "hush-hush-hush", CACHE_TENANT: "acme" });
    expect(options.cache).toEqual({ tenant: "acme" });
    expect(warnings).toEqual([[expect.stringContaining(name), { code: "OCTAVEC_UNKNOWN_VARIABLE" }]]);
    expect(String(warnings)).toContain(`If you meant ${nearest}`);
    expect(String(warnings)).not.toContain("hush");
  });

  test("is warned of once in a process, like CACHE_INDEX_NAME of another program", () => {
    const env = { CACHE_INDEX_NAME: "idx", CACHE_PREFIX: "other" };
    expect(warningsOf(env).warnings).toHaveLength(2);
    vi.restoreAllMocks();
    expect(warningsOf(env).warnings).toHaveLength(0);
  });
});

test("the guide's table lists every variable", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../src/environment/README.md"), "utf8");
  expect([...page.matchAll(/^\| `(CACHE_\w+)` \|/gm)].map(([, name]) => name)).toEqual(CACHE_VARIABLES);
});
