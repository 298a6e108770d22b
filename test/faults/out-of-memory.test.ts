import { expect } from "vitest";
import { isOctavecError, UpsertManyError, type VectorRepository } from "../../src/index.js";
import { ask, info } from "../helpers/ask.js";
import { cosine } from "../helpers/seeded-vectors.js";
import { faultTest, vectorOf } from "./fault-stage.js";

const COUNT = 5_000;
const records = Array.from({ length: COUNT }, (_, i) => ({
  id: `many-${i}`,
  vector: vectorOf(i),
  attributes: { i },
}));

faultTest(
  "outOfMemory",
  "a full server refuses writes and half writes nothing, answers reads, and takes writes again after deletions",
  async (stage) => {
    const redis = await stage.startRedis("--maxmemory-policy", "noeviction");
    const client = await stage.connect(redis.url);
    const docs = stage.docsOf(client);
    for (let i = 0; i < 200; i++) await stage.write(docs);
    const used = Number(await info(redis.url, "memory", "used_memory"));
    await ask(redis.url, "CONFIG", "SET", "maxmemory", String(used + 500_000));

    let reason: unknown;
    await stage.call(({ signal }) =>
      docs.upsertMany(records, { batchSize: 100, force: true, signal }).catch((error: unknown) => {
        reason = error;
        throw error;
      }),
    );
    if (!(reason instanceof UpsertManyError)) throw reason;
    const { read, acknowledged, failures } = reason.report;
    expect(acknowledged + failures.length).toBe(read);
    expect(isOctavecError(reason.cause, "OUT_OF_MEMORY")).toBe(true);
    const failed = new Set(failures.map(({ index }) => index));
    await expectWhole(docs, failed, read);
    for (const [index, { id, vector }] of records.slice(0, read).entries()) {
      if (!failed.has(index)) stage.acknowledge(docs, id, vector);
    }
    expect(await docs.count()).toBe(200 + acknowledged);

    // An update is a delete and an insert: neither happens. The ledger still expects the vector from before.
    await ask(redis.url, "CONFIG", "SET", "maxmemory", "1");
    const update = { id: "written-0", vector: vectorOf(77), attributes: { id: "changed" } };
    expect(await stage.call((options) => docs.upsert(update, options))).toBe("OUT_OF_MEMORY");
    expect((await docs.get("written-0"))?.attributes).toEqual({ id: "written-0" });
    expect(await stage.write(docs)).toBe("OUT_OF_MEMORY");
    expect(await stage.call((options) => docs.search({ vector: vectorOf(1), ...options }))).toBe("resolved");

    const full = Number(await info(redis.url, "memory", "used_memory"));
    await ask(redis.url, "CONFIG", "SET", "maxmemory", String(full - 20_000));
    expect(await stage.write(docs)).toBe("OUT_OF_MEMORY");
    const superfluous = Array.from({ length: 150 }, (_, i) => `written-${i + 50}`);
    expect(await docs.delete(superfluous)).toBe(150);
    for (const id of superfluous) stage.forget(id);
    await stage.recovered(() => stage.write(docs));
  },
);

/** What was refused is not there at all, what is there is whole. */
async function expectWhole(docs: VectorRepository, failed: ReadonlySet<number>, read: number): Promise<void> {
  expect(failed.size).toBeGreaterThan(0);
  for (const [index, { id, vector, attributes }] of records.slice(0, read).entries()) {
    const stored = await docs.get(id);
    expect(stored === undefined).toBe(failed.has(index));
    if (stored === undefined) continue;
    expect(stored.attributes).toEqual(attributes);
    expect(cosine(stored.vector, vector)).toBeGreaterThan(0.99);
  }
}
