import { expect } from "vitest";
import { UpsertManyError } from "../../src/index.js";
import { faultTest, vectorOf } from "./fault-stage.js";

const AOF = ["--appendonly", "yes", "--appendfsync", "always"];
const records = Array.from({ length: 3_000 }, (_, i) => ({ id: String(i), vector: vectorOf(i) }));

faultTest(
  "killedInBatch",
  "a server killed in the middle of upsertMany loses no acknowledged record, and the report lists all others",
  async (stage) => {
    const redis = await stage.startRedis(...AOF);
    const client = await stage.connect(redis.url);
    const docs = stage.docsOf(client);
    let killed: Promise<void> | undefined;
    let reason: unknown;
    await stage.call(async ({ signal }) => {
      const run = docs.upsertMany(records, {
        ...{ batchSize: 50, concurrency: 4, signal },
        onProgress: ({ acknowledged }) => {
          if (acknowledged >= 400) killed ??= redis.kill();
        },
      });
      await run.catch((error: unknown) => {
        reason = error;
        throw error;
      });
    });
    await killed;
    expect(await stage.ping(client)).toMatch(/^CONNECTION_|CIRCUIT_OPEN/);
    if (!(reason instanceof UpsertManyError)) throw reason;
    const { report } = reason;
    const failed = new Set(report.failures.map(({ index }) => index));
    expect(report.read).toBeLessThan(records.length);
    expect(report.acknowledged).toBeGreaterThanOrEqual(400);
    expect(failed.size + report.acknowledged).toBe(report.read);
    for (const [index, { id, vector }] of records.slice(0, report.read).entries()) {
      if (!failed.has(index)) stage.acknowledge(docs, id, vector);
    }

    await redis.restart();
    await stage.recovered(() => stage.ping(client));
    expect(await docs.count()).toBeGreaterThanOrEqual(report.acknowledged);
  },
);
