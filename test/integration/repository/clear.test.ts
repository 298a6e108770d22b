import { describe, expect, test } from "vitest";
import type { VectorClient } from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";

const vectors = seededVectors(2_500, 8);
const records = vectors.map((vector, id) => ({ id: String(id), vector }));
const reason = new Error("enough");

/** All keys of the collection. */
async function keysOf(client: VectorClient, { namespace }: { namespace: string }): Promise<string[]> {
  const keys = await client.sendCommand(["KEYS", `*${namespace}*`]);
  return Array.isArray(keys) ? keys.map(String) : [];
}

onEachServer(({ url }) => {
  describe("clear", () => {
    test("empties the collection at once, removes the elements in chunks and reports how many remain", async () => {
      const { client, docs, place } = await openCollection(url, { dimension: 8 });
      await docs.upsertMany(records);
      const reported: number[] = [];
      const seen: Promise<[number, number]>[] = [];
      const onProgress = ({ remaining }: { remaining: number }) => {
        reported.push(remaining);
        seen.push(
          Promise.all([docs.count(), docs.search({ vector: vectors[0]! }).then((hits) => hits.length)]),
        );
      };
      expect(await docs.clear({ onProgress })).toBe(2_500);
      expect(reported[0]).toBeLessThan(2_500);
      expect(reported.length).toBeGreaterThan(3);
      expect(reported.at(-1)).toBe(0);
      expect([...reported].sort((a, b) => b - a)).toEqual(reported);
      expect(new Set((await Promise.all(seen)).flat())).toEqual(new Set([0]));
      expect(await keysOf(client, place)).toEqual([`{${place.namespace}:test}:meta`]);
      expect(await docs.upsert({ id: "a", vector: vectors[0]! })).toEqual({ inserted: true });
    });

    test("sends no long-running command: none frees more than a thousand elements", async () => {
      const redis = await startedRedis();
      const client = await openClient(redis.url);
      const docs = client.repository({ namespace: "n", collection: "c", dimension: 8 });
      await docs.upsertMany(records);
      const sizes: number[] = [];
      await docs.clear({ onProgress: ({ remaining }) => void sizes.push(remaining) });
      const steps = [2_500, ...sizes].map((size, i, all) => size - (all[i + 1] ?? 0));
      expect(Math.max(...steps)).toBeLessThan(1_000);
      const stats = String(await client.sendCommand(["INFO", "commandstats"]));
      expect(/cmdstat_del:calls=(\d+)/.exec(stats)?.[1]).toBe("1");
      // UNLINK is for the codes, a hash, which another thread of the server frees.
      expect(/cmdstat_unlink:calls=(\d+)/.exec(stats)?.[1]).toBe("1");
    });

    test("finishes an interrupted run, and removes elements written since then too", async () => {
      const { client, docs, place } = await openCollection(url, { dimension: 8 });
      await docs.upsertMany(records);
      const controller = new AbortController();
      const cut = docs.clear({ signal: controller.signal, onProgress: () => controller.abort(reason) });
      await expect(cut).rejects.toBe(reason);
      expect(await docs.count()).toBe(0);
      expect((await keysOf(client, place)).length).toBeGreaterThan(1);

      // A new client, as after a crash.
      const next = (await openClient(url)).repository({ ...place, dimension: 8 });
      await next.upsertMany(records.slice(0, 1_200));
      const counts: Promise<number>[] = [];
      expect(await next.clear({ onProgress: () => void counts.push(next.count()) })).toBe(1_200);
      expect(new Set(await Promise.all(counts))).toEqual(new Set([0]));
      expect(await keysOf(client, place)).toEqual([`{${place.namespace}:test}:meta`]);
    });

    test("removes the rest of an interrupted run even if the collection is empty", async () => {
      const { client, docs, place } = await openCollection(url, { dimension: 8 });
      await docs.upsertMany(records);
      const cut = docs.clear({
        onProgress: () => {
          throw reason;
        },
      });
      await expect(cut).rejects.toBe(reason);
      expect(await docs.clear()).toBe(0);
      expect(await keysOf(client, place)).toEqual([`{${place.namespace}:test}:meta`]);
    });

    test("counts each element once if several runs clear at the same time", async () => {
      const { client, docs, place } = await openCollection(url, { dimension: 8 });
      await docs.upsertMany(records);
      const counts = await Promise.all([docs.clear(), docs.clear(), docs.clear()]);
      expect(counts.reduce((a, b) => a + b)).toBe(2_500);
      await docs.clear();
      expect(await keysOf(client, place)).toEqual([`{${place.namespace}:test}:meta`]);
    });

    test("removes elements whose names are not valid UTF-8", async () => {
      const { client, docs, place } = await openCollection(url, { dimension: 2 });
      const vector = Buffer.from(Float32Array.of(1, 2).buffer);
      const names = Array.from({ length: 1_300 }, (_, i) => Buffer.from([0xff, 0xfe, i >> 8, i & 0xff]));
      await Promise.all(names.map((name) => client.sendCommand(["VADD", docs.key, "FP32", vector, name])));
      expect(await docs.clear()).toBe(1_300);
      expect(await keysOf(client, place)).toEqual([]);
    });
  });

  test("drop leaves no key behind", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 8 });
    await docs.upsertMany(records);
    await docs.drop();
    expect(await keysOf(client, place)).toEqual([]);
    await docs.drop();
  });
});
