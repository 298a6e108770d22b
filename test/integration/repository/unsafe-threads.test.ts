import { describe, expect, onTestFinished, test } from "vitest";
import { startServerOfVersion } from "../../../scripts/bench/server-of-version.js";
import type { RepositoryOptions } from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";

/** This version has the defect, and its searches are fast enough for the race to occur often. */
const DEFECTIVE = "8.6.3";
const SEARCHERS = 16;
const UPDATERS = 4;
/** Forced threads crashed the server within a few thousand updates. */
const UPDATES = 3_000;
const UPDATES_UNTIL_CRASH = 50_000;

async function start() {
  const redis = await startServerOfVersion(DEFECTIVE, { args: ["--databases", "16"] }).catch(
    (error: Error) => error.message,
  );
  if (typeof redis === "string") console.warn(`Skipped: Redis ${DEFECTIVE}.\n${redis}`);
  else onTestFinished(() => redis.stop());
  return redis;
}

/**
 * Searches with 16 callers while 4 others update the only element, `most` times in all. Also resolves if the server crashes.
 *
 * @returns the number of answered searches.
 */
async function searchWhileUpdating(
  url: string,
  most: number,
  options: Partial<RepositoryOptions> = {},
): Promise<number> {
  const vectors = seededVectors(50, 64);
  const client = await openClient(url, {
    maxConnections: 24,
    retry: { maxRetries: 0 },
    commandTimeoutMs: 2_000,
  });
  const docs = client.repository({ namespace: "n", collection: "one", dimension: 64, ...options });
  await docs.upsert({ id: "only", vector: vectors[0]! });
  let updates = 0;
  let answered = 0;
  let failed = false;
  const updaters = Array.from({ length: UPDATERS }, async () => {
    while (updates < most && !failed) {
      const vector = vectors[updates++ % vectors.length]!;
      await docs.upsert({ id: "only", vector }).catch(() => {
        failed = true;
      });
    }
  });
  const searchers = Array.from({ length: SEARCHERS }, async (_, caller) => {
    while (updates < most && !failed) {
      await docs.search({ vector: vectors[caller]! }).then(
        () => answered++,
        () => {
          failed = true;
        },
      );
    }
  });
  await Promise.all([...updaters, ...searchers]);
  return answered;
}

describe(`a server that a threaded search beside an update can crash (${DEFECTIVE})`, () => {
  test("survives searches and updates with the default settings", async (context) => {
    const redis = await start();
    if (typeof redis === "string") return context.skip(redis);
    expect(await searchWhileUpdating(redis.url, UPDATES)).toBeGreaterThan(UPDATES / 10);
    const { client, docs } = await openCollection(redis.url, { dimension: 2 });
    expect(redis.pid).toBeGreaterThan(0);
    expect(await client.health()).toMatchObject({ status: "up" });
    expect(await docs.count()).toBe(0);
  });

  test("crashes within seconds if threads are forced", async (context) => {
    const redis = await start();
    if (typeof redis === "string") return context.skip(redis);
    const forced = { threading: "threaded", allowUnsafeThreads: true } as const;
    await searchWhileUpdating(redis.url, UPDATES_UNTIL_CRASH, forced);
    await expect.poll(() => redis.pid).toBeUndefined();
  });
});
