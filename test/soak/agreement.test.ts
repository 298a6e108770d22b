import { expect, test } from "vitest";
import type { VectorClient, VectorRepository } from "../../src/index.js";
import { openClient } from "../helpers/collection.js";
import { codeOf } from "../helpers/outcome.js";
import { replicated } from "../helpers/replicated.js";
import { seededRandom } from "../helpers/seeded-vectors.js";
import { startedRedis } from "../helpers/started-redis.js";

const DIMENSION = 16;
const place = { namespace: "n", collection: "c" };
const random = seededRandom(11);
const below = (limit: number) => Math.floor(random() * limit);

/** State `k`: the first `k` components point the other way, and the attributes say so; every third state has none. */
function recordOf(id: string) {
  const state = below(DIMENSION / 2);
  const vector = Array.from({ length: DIMENSION }, (_, j) => (j < state ? -1 : 1));
  return { id, vector, ...(state % 3 === 0 ? {} : { attributes: { state } }) };
}

const someId = () => String(below(40));

/** What the server holds: vectors, attributes and codes, whatever the graph. */
async function digestOf(client: VectorClient): Promise<unknown[]> {
  const keys = ["v", "codes", "bounds", "meta"].map((part) => `{n:c}:${part}`);
  const digests = await Promise.all(keys.map((key) => client.sendCommand(["DEBUG", "DIGEST-VALUE", key])));
  return digests.flat();
}

async function expectWhole(docs: VectorRepository): Promise<void> {
  for (let id = 0; id < 40; id++) {
    const stored = await docs.get(String(id));
    if (stored === undefined) continue;
    const state = Array.from(stored.vector).filter((component) => component < 0).length;
    expect(stored.attributes).toEqual(state % 3 === 0 ? undefined : { state });
  }
}

/** A write or delete that may end in any of the ways in which one can. */
async function someWork(client: VectorClient, docs: VectorRepository, round: number): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const kind = round % 6;
  if (kind === 0) setImmediate(() => controller.abort());
  if (kind === 1) await client.sendCommand(["CONFIG", "SET", "maxmemory", "1"]);
  const batch = Array.from({ length: 10 }, () => recordOf(someId()));
  const work =
    kind === 2
      ? docs.delete([someId(), someId()], { signal })
      : round % 2 === 0
        ? docs.upsertMany(batch, { signal, batchSize: 4 })
        : docs.upsert(batch[0]!, { signal });
  const code = await codeOf(work);
  if (kind === 1) {
    expect(code).toBe("OUT_OF_MEMORY");
    await client.sendCommand(["CONFIG", "SET", "maxmemory", "0"]);
  }
  if (kind > 1) expect(code).toBe("resolved");
}

test.each(["native", "residual"] as const)(
  "%s: primary, replica and append-only file agree after aborts, refusals and kills, and all records are whole",
  async (precision) => {
    const redis = await startedRedis(
      ...["--appendonly", "yes", "--appendfsync", "always", "--enable-debug-command", "yes"],
    );
    const client = await openClient(redis.url);
    const docs = client.repository({ ...place, dimension: DIMENSION, precision });
    const replica = await openClient((await redis.startReplica()).url);
    // A client that does not know of the collection that the others write.
    const stale = (await openClient(redis.url)).repository({ ...place, dimension: 4, precision });
    await stale.upsert({ id: "0", vector: [1, 2, 3, 4] });
    await docs.drop();
    await docs.upsert(recordOf("0"));

    for (let kills = 0; kills < 3; kills++) {
      for (let round = 0; round < 30; round++) {
        await someWork(client, docs, round);
        if (round % 10 === 0)
          expect(await codeOf(stale.upsert({ id: someId(), vector: [1, 2, 3, 4] }))).toBe(
            "COLLECTION_MISMATCH",
          );
      }
      await replicated(redis.url);
      const before = await digestOf(client);
      expect(await digestOf(replica)).toEqual(before);
      await redis.kill();
      await redis.restart();
      await expect.poll(async () => (await client.health()).status, { timeout: 10_000 }).toBe("up");
      expect(await digestOf(client)).toEqual(before);
      await expectWhole(docs);

      // And in the midst of a batch: what is there then is whole, and the same everywhere.
      const batches = Array.from({ length: 400 }, () => recordOf(someId()));
      let killed: Promise<void> | undefined;
      const onProgress = () => {
        killed ??= redis.kill();
      };
      expect(await codeOf(docs.upsertMany(batches, { batchSize: 5, concurrency: 2, onProgress }))).toBe(
        "BATCH_INCOMPLETE",
      );
      await killed;
      await redis.restart();
      await expect.poll(async () => (await client.health()).status, { timeout: 10_000 }).toBe("up");
      await expectWhole(docs);
      await expect.poll(() => digestOf(replica), { timeout: 10_000 }).toEqual(await digestOf(client));
    }
  },
);
