import { describe, expect, test } from "vitest";
import { f, type VectorRepository } from "../../../src/index.js";
import { collect } from "../../helpers/collect.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { cosine, seededRandom, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const inByteOrder = (ids: readonly string[]) =>
  [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

const idsOf = async (docs: VectorRepository, options = {}) =>
  (await collect(docs.scan(options))).map(({ id }) => id);

onEachServer(({ url }) => {
  test("a scan returns every record once, in the order of the bytes of the ids, whatever the size of a page", async () => {
    const { docs } = await openCollection(url, { dimension: 2 });
    const ids = [
      "",
      "\0",
      "a",
      "B",
      "ä",
      "\u{1f600}",
      "\uffee",
      ...Array.from({ length: 60 }, (_, i) => `id ${i}`),
    ];
    await docs.upsertMany(ids.map((id, n) => ({ id, vector: [1, n], attributes: { n } })));
    for (const batchSize of [1, 7, 67, 1_000])
      expect(await idsOf(docs, { batchSize })).toEqual(inByteOrder(ids));
    const [first] = await collect(docs.scan({ batchSize: 3 }));
    expect(first).toEqual({ id: "", attributes: { n: 0 } });
  });

  test("a collection that does not exist has nothing to list, count, update or delete", async () => {
    const { docs } = await openCollection(url, { dimension: 2 });
    expect(await collect(docs.scan())).toEqual([]);
    expect(await docs.find()).toEqual([]);
    const filter = f.missing("n");
    expect(await docs.countWhere(filter)).toBe(0);
    expect(await docs.deleteWhere(filter)).toEqual({ matched: 0, deleted: 0 });
    expect(await docs.updateWhere(filter, { n: 1 })).toEqual({ matched: 0, updated: 0 });
    expect(await docs.updateAttributes("a", { n: 1 })).toBe(false);
    expect(await docs.updateVector("a", [1, 2])).toBe(false);
    expect(await docs.count()).toBe(0);
  });

  test.each([{}, { precision: "residual" }, { precision: "float32" }, { rotation: "on" }] as const)(
    "records of a collection with %j come with the vectors that get returns, if they are asked for",
    async (layout) => {
      const { docs } = await openCollection(url, { dimension: 16, ...layout });
      const vectors = seededVectors(30, 16);
      await docs.upsertMany(vectors.map((vector, n) => ({ id: String(n), vector, attributes: { n } })));
      const records = await collect(docs.scan({ includeVectors: true, batchSize: 8 }));
      expect(records).toHaveLength(30);
      for (const { id, vector } of records)
        expect(cosine(vector, vectors[Number(id)]!)).toBeGreaterThan(0.99);
      expect(records[3]).toEqual(await docs.get(records[3]!.id));
      expect((await docs.find({ limit: 1 }))[0]).not.toHaveProperty("vector");
    },
  );

  test("find, scan and countWhere judge by the filter's exact meaning, also records without attributes", async () => {
    const { docs } = await openCollection(url, { dimension: 2 });
    await docs.upsertMany(
      Array.from({ length: 40 }, (_, n) => ({
        id: String(n).padStart(2, "0"),
        vector: [1, n],
        ...(n % 4 === 0 ? {} : { attributes: { n, text: n % 2 === 0 ? 'it\'s "even"\\' : "odd" } }),
      })),
    );
    const bare = f.missing("n");
    expect(await docs.countWhere(bare)).toBe(10);
    expect(await idsOf(docs, { filter: bare, batchSize: 6 })).toEqual(
      Array.from({ length: 10 }, (_, i) => String(4 * i).padStart(2, "0")),
    );
    const even = f.eq("text", 'it\'s "even"\\');
    expect((await docs.find({ filter: even, limit: 3 })).map(({ id }) => id)).toEqual(["02", "06", "10"]);
    expect((await docs.find({ filter: even, limit: 3, after: "06" })).map(({ id }) => id)).toEqual([
      "10",
      "14",
      "18",
    ]);
    expect(await docs.countWhere(f.not(f.or(bare, even)))).toBe(20);
  });

  test("a scan continues after the last record that the caller got, also if that was deleted", async () => {
    const { docs } = await openCollection(url, { dimension: 2 });
    await docs.upsertMany(Array.from({ length: 50 }, (_, n) => ({ id: `r${100 + n}`, vector: [1, n] })));
    const controller = new AbortController();
    const seen: string[] = [];
    const cut = (async () => {
      for await (const { id } of docs.scan({ batchSize: 8, signal: controller.signal })) {
        seen.push(id);
        if (seen.length === 21) controller.abort(new Error("enough"));
      }
    })();
    await expect(cut).rejects.toThrow("enough");
    expect(seen).toHaveLength(21);
    await docs.delete(seen.at(-1)!);
    seen.push(...(await idsOf(docs, { batchSize: 8, after: seen.at(-1) })));
    expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => `r${100 + n}`));
  });

  test("names that are not UTF-8 are left out and do not stop a scan", async () => {
    const { client, docs } = await openCollection(url, { dimension: 2 });
    await docs.upsertMany(["a", "z", "\uffee"].map((id) => ({ id, vector: [1, 2] })));
    for (const byte of [0x80, 0xf0, 0xfe, 0xff])
      await client.sendCommand(["VADD", docs.key, "VALUES", "2", "1", "2", Buffer.from([byte])]);
    for (const batchSize of [1, 2, 10])
      expect(await idsOf(docs, { batchSize })).toEqual(["a", "z", "\uffee"]);
  });

  describe.each([1, 2, 3])("beside writers that add, change, replace and delete (seed %i)", (seed) => {
    test("a record that is there and matches throughout comes exactly once", async () => {
      const { docs, place } = await openCollection(url, { dimension: 4 });
      const random = seededRandom(seed);
      const idOf = (kind: string, n: number) => `${String(n).padStart(4, "0")}${kind}`;
      const vectors = seededVectors(300, 4, seed);
      const steady = vectors.map((vector, n) => ({
        id: idOf("s", n),
        vector,
        attributes: { kind: "steady", round: 0 },
      }));
      const flux = vectors.map((vector, n) => ({
        id: idOf("f", n),
        vector,
        attributes: { kind: "flux", round: 0 },
      }));
      await docs.upsertMany([...steady, ...flux]);
      let isOver = false;
      const write = async () => {
        const writer = (await openClient(url)).repository({ ...place, dimension: 4 });
        for (let round = 1; !isOver; round++) {
          const n = Math.floor(random() * 300);
          const [rest, moving] = [steady[n]!, flux[n]!];
          // A steady record is replaced, but always matches.
          await writer.upsert({ ...rest, attributes: { kind: "steady", round } });
          await writer.updateAttributes(rest.id, { round: round + 1 });
          await writer.updateVector(rest.id, [1, round, 2, n]);
          await writer.delete(moving.id);
          await writer.upsert({ ...moving, id: `${moving.id}${round % 3}` });
          await writer.upsert(moving);
        }
      };
      const writers = [write(), write()];
      const filter = f.eq("kind", "steady");
      const expected = steady.map(({ id }) => id);
      try {
        for (const batchSize of [1, 13, 100, 900]) {
          expect(await idsOf(docs, { filter, batchSize })).toEqual(expected);
          const all = await idsOf(docs, { batchSize: batchSize + 9 });
          expect(all).toEqual(inByteOrder([...new Set(all)]));
          expect(all.filter((id) => id.endsWith("s"))).toEqual(expected);
        }
        expect(await docs.countWhere(filter)).toBe(300);
      } finally {
        isOver = true;
        await Promise.all(writers);
      }
    });
  });
});
