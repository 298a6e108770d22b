import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EmbeddingCache } from "../../../src/embedding/cache/embedding-cache.js";
import type { VectorClient } from "../../../src/index.js";
import { openClient } from "../../helpers/collection.js";
import { countingEmbedder } from "../../helpers/counting-embedder.js";
import { cosine, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

onEachServer(({ url }) => {
  async function openCache(options: object = {}, embedder = countingEmbedder()) {
    const client = await openClient(url);
    const namespace = uniquePrefix("embeddings");
    // Long enough to be the server's doing when it fails, however busy the machine is.
    const cache = () =>
      new EmbeddingCache({ client, embedder, namespace, ttlMs: 60_000, timeoutMs: 10_000, ...options });
    const keys = () => client.sendCommand(["KEYS", `{${namespace}:*`]);
    return { client, namespace, embedder, cache, keys };
  }

  test("a second process embeds nothing again, and has each text's vector in its place", async () => {
    const { embedder, cache } = await openCache();
    const texts = Array.from({ length: 600 }, (_, index) => `text number ${index}`);
    const first = await cache().embed(texts);
    const second = cache();
    const shuffled = [...texts].reverse();
    expect(await second.embed(shuffled)).toEqual([...first].reverse());
    expect(embedder.calls).toHaveLength(1);
    expect(second.stats()).toMatchObject({ hits: 600, misses: 0, errors: 0, hitRatio: 1 });
  });

  const vectors = (bound: number) =>
    fc
      .array(fc.float({ noNaN: true, min: -bound, max: bound }), { minLength: 16, maxLength: 16 })
      .map((values) => Float32Array.from(values))
      .filter((vector) => vector.some((value) => Math.abs(value) > 1e-15));

  test("float32 comes back bit for bit", async () => {
    const { cache } = await openCache();
    const each = cache();
    await fc.assert(
      fc.asyncProperty(vectors(Math.fround(3.4e38)), async (vector) => {
        expect(await each.set("x", vector)).toBe(true);
        const stored = await each.get("x");
        expect(Buffer.from(stored!.buffer)).toEqual(Buffer.from(vector.buffer));
      }),
    );
  });

  describe("int8", () => {
    const dimension = 64;
    const model = { ...countingEmbedder(), dimension };
    const entriesOf = (count: number, seed: number) =>
      seededVectors(count, dimension, seed).map((vector, index) => [`${seed}: ${index}`, vector] as const);
    const sizesOf = async (client: VectorClient, keys: unknown) => {
      const entries = (keys as string[]).filter(
        (key) => /:[0-9a-f]{64}$/.test(key) && !key.includes("calibration"),
      );
      const steps = entries.map((key) => ["STRLEN", key]);
      const sizes = await client.executor.pipeline(steps, { readOnly: true });
      return sizes.map((size) => (size.ok ? Number(size.value) : Number.NaN));
    };

    test("is float32 until 1,000 vectors of all processes are collected, then codes of a calibration that all use", async () => {
      const { client, cache, keys } = await openCache({ storage: "int8" }, model);
      const [one, other] = [cache(), cache()];
      expect(await one.setMany(entriesOf(600, 1))).toBe(600);
      expect(await other.setMany(entriesOf(399, 2))).toBe(399);
      expect(new Set(await sizesOf(client, await keys()))).toEqual(new Set([1 + 4 * dimension]));
      expect(await other.setMany(entriesOf(1, 3))).toBe(1);
      // The first process knows nothing of the calibration, and finds it.
      const written = entriesOf(300, 4);
      expect(await one.setMany(written)).toBe(300);
      const sizes = await sizesOf(client, await keys());
      const coded = sizes.filter((size) => size === 13 + dimension).length;
      expect(coded).toBeGreaterThan(285);
      expect(sizes.length - coded).toBe(sizes.filter((size) => size === 1 + 4 * dimension).length);
      const left = (await keys()) as string[];
      expect(left.filter((key) => key.includes(":calibration:"))).toHaveLength(1);

      // A new process reads codes before it has written any.
      const read = await cache().getMany(written.map(([text]) => text));
      for (const [place, [, vector]] of written.entries()) {
        expect(cosine(read[place]!, vector)).toBeGreaterThan(0.9999);
        expect(Math.hypot(...read[place]!)).toBeCloseTo(Math.hypot(...vector), 1);
      }
    });

    test("keeps a vector as float32 that the calibration does not fit, and all if it fits too few", async () => {
      const { client, cache, keys } = await openCache({ storage: "int8" }, model);
      const each = cache();
      await each.setMany(entriesOf(1_000, 1));
      const outlier = seededVectors(1, dimension, 7)[0]!.map((x, j) => (j === 3 ? 40 : x));
      await each.set("outlier", outlier);
      expect(await each.get("outlier")).toEqual(outlier);

      const foreign = await openCache({ storage: "int8" }, model);
      const spiky = entriesOf(1_400, 9).map(
        ([text, vector], row) =>
          [text, vector.map((x, j) => ((row * 7_919 + j * 104_729) % 397 === 0 ? x * 20 : x))] as const,
      );
      await foreign.cache().setMany(spiky);
      await foreign.cache().setMany(spiky);
      expect(new Set(await sizesOf(foreign.client, await foreign.keys()))).toEqual(
        new Set([1 + 4 * dimension]),
      );
      const sizes = await sizesOf(client, await keys());
      expect(sizes.filter((size) => size === 13 + dimension)).toHaveLength(0);
    });

    test("without its calibration, entries are embedded again", async () => {
      const { client, cache, keys } = await openCache({ storage: "int8" }, model);
      await cache().setMany(entriesOf(1_000, 1));
      const written = entriesOf(50, 2);
      await cache().setMany(written);
      const calibrations = ((await keys()) as string[]).filter((key) => key.includes(":calibration:"));
      await client.sendCommand(["DEL", ...calibrations]);
      const fresh = cache();
      const read = await fresh.getMany(written.map(([text]) => text));
      expect(read.filter((vector) => vector === undefined).length).toBeGreaterThan(45);
      expect(fresh.stats().corrupt).toBeGreaterThan(45);
    });
  });

  test("entries expire by themselves", async () => {
    const { client, cache, keys } = await openCache({ ttlMs: 300 });
    const each = cache();
    await each.embed(["a"]);
    const [key] = (await keys()) as string[];
    const leftMs = Number(await client.sendCommand(["PTTL", key!]));
    expect(leftMs).toBeLessThanOrEqual(300);
    await expect.poll(() => each.get("a")).toBeUndefined();
    expect(await keys()).toEqual([]);
  });

  test("tenants, secrets and models do not see each other's entries", async () => {
    const { client, namespace, embedder, cache } = await openCache();
    await cache().embed(["a"]);
    const place = { client, embedder, namespace };
    const others = [
      new EmbeddingCache({ ...place, tenant: "acme" }),
      new EmbeddingCache({ ...place, keySecret: "sixteen characters" }),
      new EmbeddingCache({ ...place, embedder: { ...embedder, model: "another" } }),
      new EmbeddingCache({ ...place, storage: "int8" }),
    ];
    for (const other of others) expect(await other.get("a")).toBeUndefined();
    expect(await cache().get("a")).toBeDefined();
  });

  test("what somebody else wrote under a key is no vector, whatever its type", async () => {
    const { client, cache, keys, embedder } = await openCache();
    const each = cache();
    const [vector] = await each.embed(["a"]);
    const [key] = (await keys()) as string[];
    for (const foreign of [["SET", key!, "text"] as const, ["HSET", key!, "f", "v"] as const]) {
      await client.sendCommand(["DEL", key!]);
      await client.sendCommand(foreign);
      expect(await each.embed(["a"])).toEqual([vector]);
      expect(await each.get("a")).toEqual(vector);
    }
    expect(embedder.calls).toHaveLength(3);
    expect(await each.delete("a")).toBe(true);
    expect(await each.delete("a")).toBe(false);
    expect(await each.get("a")).toBeUndefined();
  });
});

describe("a server that fails", () => {
  test("hung, it costs no more than timeoutMs; once back, the cache is used again by itself", async () => {
    const redis = await startedRedis();
    const client = await openClient(redis.url);
    const embedder = countingEmbedder();
    const cache = new EmbeddingCache({ client, embedder, namespace: "n", timeoutMs: 50 });
    await expect.poll(async () => (await cache.embed(["a"])) && cache.stats().stored).toBe(1);
    await redis.pause();
    // It ends before the server is there again, which the client alone would wait for.
    expect(await cache.embed(["a", "b"])).toEqual(await countingEmbedder().embed(["a", "b"]));
    expect(cache.stats().errors).toBeGreaterThanOrEqual(2);
    await redis.resume();
    await expect.poll(() => cache.get("a")).toBeDefined();
  });

  test("gone, texts are embedded; back and empty, they are kept again", async () => {
    const redis = await startedRedis();
    const client = await openClient(redis.url);
    const embedder = countingEmbedder();
    const cache = new EmbeddingCache({ client, embedder, namespace: "n", timeoutMs: 100 });
    await redis.kill();
    expect(await cache.embed(["a"])).toEqual(await countingEmbedder().embed(["a"]));
    expect(cache.stats()).toMatchObject({ errors: 1, embedded: 1 });
    await redis.restart();
    await expect
      .poll(async () => (await cache.embed(["a"])) && cache.get("a"), { timeout: 10_000 })
      .toBeDefined();
  });
});
