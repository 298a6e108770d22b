import { describe, expect, onTestFinished, test } from "vitest";
import { startServerOfVersion } from "../../../scripts/bench/server-of-version.js";
import type { RepositoryOptions } from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";

/** It has the defect, and fast enough searches for the moment of danger to come often. */
const DEFECTIVE = "8.6.3";
const SEARCHERS = 16;
const UPDATERS = 4;
/** Forced threads were seen to end it within a few thousand. */
const UPDATES = 3_000;
const UPDATES_UNTIL_DEATH = 50_000;

async function start() {
  const redis = await startServerOfVersion(DEFECTIVE, { args: ["--databases", "16"] }).catch(
    (error: Error) => error.message,
  );
  if (typeof redis !== "string") onTestFinished(() => redis.stop());
  return redis;
}

/**
 * Searches by 16 callers as long as 4 others update the only element, `most` times in all. Resolves also when the server dies
 * of it.
 *
 * @returns the searches that were answered.
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
  test("is alive after searches and updates under the default settings", async (context) => {
    const redis = await start();
    if (typeof redis === "string") return context.skip(redis);
    expect(await searchWhileUpdating(redis.url, UPDATES)).toBeGreaterThan(UPDATES / 10);
    const { client, docs } = await openCollection(redis.url, { dimension: 2 });
    expect(redis.pid).toBeGreaterThan(0);
    expect(await client.health()).toMatchObject({ status: "up" });
    expect(await docs.count()).toBe(0);
  });

  test("dies of them within seconds where threads are forced: what the default keeps away", async (context) => {
    const redis = await start();
    if (typeof redis === "string") return context.skip(redis);
    const forced = { threading: "threaded", allowUnsafeThreads: true } as const;
    await searchWhileUpdating(redis.url, UPDATES_UNTIL_DEATH, forced);
    await expect.poll(() => redis.pid).toBeUndefined();
  });
});
