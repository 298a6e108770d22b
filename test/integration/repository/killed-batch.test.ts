import { expect, test } from "vitest";
import { UpsertManyError } from "../../../src/index.js";
import { openClient } from "../../helpers/collection.js";
import { cosine, seededVectors } from "../../helpers/seeded-vectors.js";
import { startedRedis } from "../../helpers/started-redis.js";

const AOF = ["--appendonly", "yes", "--appendfsync", "always"];
const dimension = 32;
const COUNT = 1_500;

/** Two generations of records with the same ids. The second generation updates the first. */
const generations = [1, 2].map((seed) =>
  seededVectors(COUNT, dimension, seed).map((vector, id) => ({
    id: String(id),
    vector,
    attributes: { seed },
  })),
);

test.each([
  ["of new elements", 1],
  ["of updates", 2],
])(
  "if the server is killed during a run %s, the report lists exactly the unacknowledged records, and no other is lost",
  async (_, generation) => {
    const redis = await startedRedis(...AOF);
    const client = await openClient(redis.url, { acquireTimeoutMs: 200 });
    const docs = client.repository({ namespace: "n", collection: "c", dimension });
    if (generation === 2) await docs.upsertMany(generations[0]!);
    const records = generations[generation - 1]!;

    let killed: Promise<void> | undefined;
    const cut = docs.upsertMany(records, {
      batchSize: 50,
      concurrency: 4,
      onProgress: ({ acknowledged }) => {
        if (acknowledged >= 400) killed ??= redis.kill();
      },
    });
    const error = await cut.catch((reason: unknown) => reason);
    if (!(error instanceof UpsertManyError)) throw error;
    expect(error.code).toBe("BATCH_INCOMPLETE");
    const { report } = error;
    const failed = new Set(report.failures.map(({ index }) => index));
    expect(failed.size).toBe(report.failures.length);
    expect(report.acknowledged).toBe(report.read - failed.size);
    expect(report.acknowledged).toBeGreaterThanOrEqual(400);
    expect(report.read).toBeLessThan(COUNT);
    for (const { index, id } of report.failures) expect(id).toBe(records[index]!.id);

    await killed;
    await redis.restart();
    await expect.poll(async () => (await client.health()).status, { timeout: 5_000 }).toBe("up");
    await expectStored(records.filter((_, index) => index < report.read && !failed.has(index)));

    // The same call can be repeated, and is then complete.
    const again = await docs.upsertMany(records);
    expect(again).toMatchObject({ read: COUNT, acknowledged: COUNT, complete: true });
    expect(await docs.count()).toBe(COUNT);
    await redis.kill();
    await redis.restart();
    await expect.poll(async () => (await client.health()).status, { timeout: 5_000 }).toBe("up");
    await expectStored(records);

    async function expectStored(expected: typeof records) {
      // A client with the default acquireTimeoutMs, because these are many reads at once.
      const reader = (await openClient(redis.url)).repository({ namespace: "n", collection: "c", dimension });
      const stored = await Promise.all(expected.map(({ id }) => reader.get(id)));
      const wrong = expected.filter(({ vector, attributes }, i) => {
        const found = stored[i];
        return found?.attributes?.seed !== attributes.seed || cosine(found.vector, vector) < 0.999;
      });
      expect(wrong).toEqual([]);
    }
  },
);
