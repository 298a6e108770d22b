import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EmbeddingCache } from "../../../src/embedding/cache/embedding-cache.js";
import { openClient } from "../../helpers/collection.js";
import { countingEmbedder } from "../../helpers/counting-embedder.js";
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

  test("int8 comes back within |x| · range / 254 per component", async () => {
    const { cache } = await openCache({ storage: "int8" });
    const each = cache();
    await fc.assert(
      fc.asyncProperty(vectors(Math.fround(1e15)), async (vector) => {
        expect(await each.set("x", vector)).toBe(true);
        const stored = await each.get("x");
        // |x| · range is the largest component; the second term is float32 rounding.
        const largest = Math.max(...vector.map(Math.abs));
        const bound = largest * (1 / 254 + 2e-5 / 127) * (1 + 1e-6);
        for (const [index, value] of vector.entries()) {
          expect(Math.abs(value - stored![index]!)).toBeLessThanOrEqual(bound);
        }
      }),
    );
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
