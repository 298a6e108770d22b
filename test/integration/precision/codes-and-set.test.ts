import { describe, expect, test } from "vitest";
import type { PrecisionEvent, RepositoryOptions, VectorClient } from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";

const DIMENSION = 16;
const vectors = seededVectors(480, DIMENSION);
const records = vectors.map((vector, index) => ({ id: String(index), vector }));

type Place = { readonly namespace: string; readonly collection: string };
const keyOf = ({ namespace, collection }: Place, part: string) => `{${namespace}:${collection}}:${part}`;

async function idsWithCodes(client: VectorClient, place: Place): Promise<string[]> {
  const ids = await client.sendCommand(["HKEYS", keyOf(place, "codes")]);
  return Array.isArray(ids) ? ids.map(String).sort() : [];
}

onEachServer(({ url }) => {
  describe.each(["residual", "float32"] as const)("codes of a %s collection", (precision) => {
    const options = { dimension: DIMENSION, precision };

    test("are written and removed with their elements", async () => {
      const { client, docs, place } = await openCollection(url, options);
      expect(await docs.upsert(records[0]!)).toEqual({ inserted: true });
      expect(await docs.upsert({ id: "0", vector: vectors[1]! })).toEqual({ inserted: false });
      expect(await docs.upsertMany(records.slice(0, 10))).toMatchObject({ inserted: 9, updated: 1 });
      expect(await idsWithCodes(client, place)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
      expect(await docs.delete(["1", "2", "nobody"])).toBe(2);
      expect(await idsWithCodes(client, place)).toEqual(["0", "3", "4", "5", "6", "7", "8", "9"]);
      expect(await docs.clear()).toBe(8);
      expect(await idsWithCodes(client, place)).toEqual([]);
      await docs.upsert(records[0]!);
      await docs.drop();
      expect(await client.sendCommand(["KEYS", `*${place.namespace}*`])).toEqual([]);
    });

    test("belong to their elements after concurrent writes and deletes of the same ids", async () => {
      const { client, docs, place } = await openCollection(url, options);
      const other = (await openClient(url)).repository({ ...place, ...options });
      const work = Array.from({ length: 6 }, (_, round) => [
        docs.upsertMany(records.slice(0, 40).map(({ id }, i) => ({ id, vector: vectors[80 * round + i]! }))),
        other.upsertMany(
          records.slice(0, 40).map(({ id }, i) => ({ id, vector: vectors[80 * round + 40 + i]! })),
        ),
        docs.delete(
          records
            .slice(round, 40)
            .filter((_, i) => i % 3 === 0)
            .map(({ id }) => id),
        ),
        other.search({ vector: vectors[round]! }).then((hits) => expect(hits.length).toBeLessThanOrEqual(10)),
      ]).flat();
      await Promise.all(work);
      const ids = await idsWithCodes(client, place);
      expect(ids).toHaveLength(await docs.count());
      for (const id of ids) {
        const [hit] = await docs.search({ id, limit: 1 });
        // The code of another vector would not be used, and this would be the server's less exact similarity.
        expect(hit, id).toMatchObject({ id });
        expect(Math.abs(hit!.similarity - 1), id).toBeLessThan(5e-5);
      }
    });

    test("are there after a kill and a restart from the append-only file, including those that were replaced", async () => {
      const redis = await startedRedis("--appendonly", "yes", "--appendfsync", "always");
      const client = await openClient(redis.url);
      const place = { namespace: "n", collection: "c" };
      const docs = client.repository({ ...place, ...options });
      await docs.upsertMany(records.slice(0, 20));
      await docs.upsert({ id: "3", vector: vectors[100]! });
      await docs.delete("4");
      const before = await Promise.all(["2", "3", "4"].map((id) => docs.get(id)));
      await redis.kill();
      await redis.restart();
      await expect.poll(async () => (await client.health()).status, { timeout: 5_000 }).toBe("up");
      const again = (await openClient(redis.url)).repository({ ...place, dimension: DIMENSION });
      expect(await Promise.all(["2", "3", "4"].map((id) => again.get(id)))).toEqual(before);
      expect(await idsWithCodes(client, place)).toHaveLength(19);
    });

    test("are checked before the first write, which is refused if another program uses their key", async () => {
      const { client, docs, place } = await openCollection(url, options);
      await client.sendCommand(["SET", keyOf(place, "codes"), "theirs"]);
      expect(await codeOf(docs.upsert(records[0]!))).toBe("WRONG_TYPE");
      expect(await codeOf(docs.upsertMany(records))).toBe("WRONG_TYPE");
      expect(await docs.count()).toBe(0);
      expect(await client.sendCommand(["GET", keyOf(place, "codes")])).toBe("theirs");
    });

    test("are refused together with their elements when the server's memory is full", async () => {
      const redis = await startedRedis("--maxmemory-policy", "noeviction");
      const client = await openClient(redis.url);
      const place = { namespace: "n", collection: "c" };
      const docs = client.repository({ ...place, ...options });
      await docs.upsert(records[0]!);
      await client.sendCommand(["CONFIG", "SET", "maxmemory", "1"]);
      expect(await codeOf(docs.upsert(records[1]!))).toBe("OUT_OF_MEMORY");
      expect(await codeOf(docs.upsert({ id: "0", vector: vectors[1]! }))).toBe("OUT_OF_MEMORY");
      await client.sendCommand(["CONFIG", "SET", "maxmemory", "0"]);
      expect(await idsWithCodes(client, place)).toEqual(["0"]);
      expect(await docs.count()).toBe(1);
    });
  });

  test("a vector for which a residual is too inexact is stored as float32, and this is reported", async () => {
    const events: PrecisionEvent[] = [];
    const { docs } = await openCollection(url, {
      dimension: DIMENSION,
      precision: "residual",
      onPrecisionEvent: (event) => events.push(event),
    });
    const spike = Float32Array.from({ length: DIMENSION }, (_, j) => (j === 3 ? 1 : 1e-3 * (j + 0.37)));
    await docs.upsertMany([...records.slice(0, 5), { id: "spike", vector: spike }]);
    expect(events).toEqual([{ kind: "vector-fallback", id: "spike", reason: "range" }]);
    expect((await docs.get("spike"))?.vector).toEqual(spike);
    const [hit] = await docs.search({ vector: spike, limit: 1 });
    expect(hit).toMatchObject({ id: "spike" });
    expect(Math.abs(hit!.similarity - 1)).toBeLessThan(1e-7);
  });

  describe("opening an existing collection", () => {
    test("uses the collection's precision if the options name none, also for deletes", async () => {
      const { client, docs, place } = await openCollection(url, {
        dimension: DIMENSION,
        precision: "float32",
      });
      await docs.upsertMany(records.slice(0, 3));
      const opened = client.repository({ ...place, dimension: DIMENSION });
      expect(await opened.delete("0")).toBe(1);
      expect(await idsWithCodes(client, place)).toEqual(["1", "2"]);
      const fresh = client.repository({ ...place, dimension: DIMENSION });
      expect((await fresh.get("1"))?.vector).toEqual(vectors[1]);
      await client.repository({ ...place, dimension: DIMENSION }).upsert(records[5]!);
      expect(await idsWithCodes(client, place)).toEqual(["1", "2", "5"]);
    });

    test.each<[string, Partial<RepositoryOptions>, Partial<RepositoryOptions>]>([
      ["precision", { precision: "residual" }, { precision: "float32" }],
      ["precision", { precision: "residual" }, { precision: "native" }],
      ["precision", {}, { precision: "residual" }],
      ["rotation", { rotation: "on" }, { rotation: "off" }],
      ["rotation", {}, { rotation: "on" }],
    ])(
      "refuses another %s than it was created with: created with %j, opened with %j",
      async (field, created, opened) => {
        const { client, docs, place } = await openCollection(url, { dimension: DIMENSION, ...created });
        await docs.upsert(records[0]!);
        const other = client.repository({ ...place, dimension: DIMENSION, ...opened });
        const refusal = { code: "COLLECTION_MISMATCH", details: { differing: [field] } };
        await expect(other.search({ vector: vectors[0]! })).rejects.toMatchObject(refusal);
        await expect(other.upsert(records[1]!)).rejects.toMatchObject(refusal);
        await expect(other.delete("0")).rejects.toMatchObject(refusal);
        expect(await docs.count()).toBe(1);
      },
    );
  });
});
