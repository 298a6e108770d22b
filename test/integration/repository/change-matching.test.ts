import { describe, expect, test } from "vitest";
import { z } from "zod";
import { f, type RepositoryOptions, type VectorRepository } from "../../../src/index.js";
import { collect } from "../../helpers/collect.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { cosine, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const COUNT = 60;
const idOf = (n: number) => `r${String(n).padStart(3, "0")}`;
const records = (count = COUNT) =>
  Array.from({ length: count }, (_, n) => ({
    id: idOf(n),
    vector: [1, n, 2, 3],
    attributes: { n, hits: 0 },
  }));

const layouts: [string, Partial<RepositoryOptions>][] = [
  ["a plain collection", {}],
  ["a collection with codes and a rotation", { precision: "residual", rotation: "on" }],
];

onEachServer(({ url }) => {
  describe.each(layouts)("in %s", (_, layout) => {
    const open = () => openCollection(url, { dimension: 4, ...layout });

    test("deleteWhere deletes what matches, with its codes, and reports each page", async () => {
      const { client, docs } = await open();
      await docs.upsertMany(records());
      const progress: unknown[] = [];
      const onProgress = (step: unknown) => progress.push(step);
      const report = await docs.deleteWhere(f.lt("n", 30), { batchSize: 25, onProgress });
      expect(report).toEqual({ matched: 30, deleted: 30 });
      expect(progress).toEqual([
        { read: 25, matched: 25, changed: 25 },
        { read: 50, matched: 30, changed: 30 },
        { read: 60, matched: 30, changed: 30 },
      ]);
      expect((await docs.find({ limit: 1 }))[0]?.id).toBe(idOf(30));
      expect(await docs.count()).toBe(30);
      const codes = await client.sendCommand(["HLEN", docs.key.replace(/v$/, "codes")]);
      expect(codes).toBe(layout.precision === undefined ? 0 : 30);
      expect(await docs.deleteWhere(f.lt("n", 30))).toEqual({ matched: 0, deleted: 0 });
    });

    test("updateWhere merges a patch, removes fields, and leaves vectors as they are", async () => {
      const { docs } = await open();
      await docs.upsertMany(records());
      const before = await docs.get(idOf(3));
      const patch = { state: "old", hits: undefined };
      expect(await docs.updateWhere(f.lt("n", 10), patch, { batchSize: 7 })).toEqual({
        matched: 10,
        updated: 10,
      });
      expect(await docs.updateWhere(f.lt("n", 10), patch)).toEqual({ matched: 10, updated: 0 });
      expect(await docs.get(idOf(3))).toEqual({ ...before, attributes: { n: 3, state: "old" } });
      expect(await docs.countWhere(f.exists("hits"))).toBe(50);
      await docs.updateWhere(f.eq("n", 3), { only: true }, { mode: "replace" });
      expect((await docs.get(idOf(3)))?.attributes).toEqual({ only: true });
    });

    test("updateVector replaces the vector and its code, and keeps the attributes or their absence", async () => {
      const { docs } = await open();
      const [first, second] = seededVectors(2, 4);
      const attributes = { text: 'it\'s "new"', deep: { list: [1, null] } };
      await docs.upsertMany([
        { id: "a", vector: first!, attributes },
        { id: "b", vector: first! },
      ]);
      for (const id of ["a", "b"]) expect(await docs.updateVector(id, second!)).toBe(true);
      expect(await docs.updateVector("absent", second!)).toBe(false);
      expect(await docs.count()).toBe(2);
      const [a, b] = [await docs.get("a"), await docs.get("b")];
      for (const stored of [a, b]) expect(cosine(stored!.vector, second!)).toBeGreaterThan(0.999);
      expect(a?.attributes).toEqual(attributes);
      expect(b).not.toHaveProperty("attributes");
      const hits = await docs.search({ vector: second!, limit: 2 });
      for (const { similarity } of hits) expect(similarity).toBeGreaterThan(layout.precision ? 0.9999 : 0.99);
    });
  });

  test("counters that several clients increment in all ways end at the sum", async () => {
    const { docs, place } = await openCollection(url, { dimension: 4 });
    await docs.upsertMany(records(5));
    const [clients, rounds] = [4, 15];
    const add = (now: { hits?: unknown } | undefined) => ({ hits: Number(now?.hits ?? 0) + 1 });
    const work = async (_: unknown, number: number) => {
      const own = (await openClient(url)).repository({ ...place, dimension: 4 });
      for (let round = 0; round < rounds; round++) {
        expect(await own.updateWhere(f.gte("n", 0), add)).toEqual({ matched: 5, updated: 5 });
        expect(await own.updateAttributes(idOf(round % 5), add)).toBe(true);
        // Fields of one's own, and vectors, are written beside the counter.
        expect(await own.updateAttributes(idOf(round % 5), { [`by${number}`]: round })).toBe(true);
        expect(await own.updateVector(idOf(round % 5), [number, round, 1, 1])).toBe(true);
      }
    };
    await Promise.all(Array.from({ length: clients }, work));
    for (const { id, attributes } of await collect(docs.scan())) {
      expect({ id, hits: attributes?.hits }).toEqual({ id, hits: clients * (rounds + rounds / 5) });
      const last = rounds - 5 + Number(id.slice(1));
      for (let number = 0; number < clients; number++) expect(attributes?.[`by${number}`]).toBe(last);
    }
  });

  test("deleteWhere spares records that others change so that they match no more", async () => {
    const { docs, place } = await openCollection(url, { dimension: 4 });
    const other = (await openClient(url)).repository({ ...place, dimension: 4 });
    await docs.upsertMany(records());
    const rescued = [idOf(0), idOf(1), idOf(29)];
    let changesSent = 0;
    const watched = docs.through((inner) => ({
      capabilities: inner.capabilities,
      send: (command, options) => inner.send(command, options),
      pipeline: async (steps, options) => {
        // Others write in the moment after the page was read.
        if (!("transaction" in steps[0]!) && changesSent++ === 0) {
          for (const id of rescued) await other.updateAttributes(id, { saved: true });
          await other.updateAttributes(idOf(20), { state: "changed, but still matching" });
          await other.delete(idOf(21));
        }
        return inner.pipeline(steps, options);
      },
    }));
    const report = await watched.deleteWhere(f.and(f.missing("saved"), f.lt("n", 30)));
    expect(report).toEqual({ matched: 30, deleted: 26 });
    // The second attempt concerned the record that was changed and still matched.
    expect(changesSent).toBe(2);
    const left = await collect(docs.scan({ filter: f.lt("n", 30) }));
    expect(left.map(({ id }) => id)).toEqual(rescued);
  });

  test("concurrent deleteWhere calls delete each record once, beside writers that rescue some", async () => {
    const { docs, place } = await openCollection(url, { dimension: 4 });
    await docs.upsertMany(records(400));
    const open = async () => (await openClient(url)).repository({ ...place, dimension: 4 });
    const doomed = f.missing("saved");
    const deleting = (await Promise.all([open(), open(), open()])).map((own) =>
      own.deleteWhere(doomed, { batchSize: 20 }),
    );
    const writer = await open();
    const saved: string[] = [];
    for (let n = 399; n >= 0; n -= 3)
      if (await writer.updateAttributes(idOf(n), { saved: true })) saved.push(idOf(n));
    const reports = await Promise.all(deleting);
    const left = (await collect(docs.scan())).map(({ id }) => id);
    expect(left).toEqual(saved.reverse());
    expect(reports.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(400 - left.length);
  });

  test("a patch is checked with the schema after it was merged, and a refused one changes nothing", async () => {
    const schema = z.strictObject({ lang: z.enum(["en", "is"]), year: z.number().optional() });
    const { docs } = await openCollection(url, { dimension: 2, attributes: schema });
    await docs.upsert({ id: "a", vector: [1, 2], attributes: { lang: "en", year: 2024 } });
    expect(await docs.updateAttributes("a", { lang: "is" })).toBe(true);
    expect(await docs.updateAttributes("a", { year: undefined })).toBe(true);
    const wrong = docs as unknown as VectorRepository;
    for (const patch of [{ lang: "xx" }, { lang: undefined }, { other: 1 }])
      expect(await codeOf(wrong.updateAttributes("a", patch))).toBe("INVALID_ATTRIBUTES");
    expect(await codeOf(wrong.updateAttributes("a", { year: 1 }, { mode: "replace" }))).toBe(
      "INVALID_ATTRIBUTES",
    );
    expect(await codeOf(wrong.updateWhere(f.eq("lang", "is"), { year: "x" }))).toBe("INVALID_ATTRIBUTES");
    expect((await docs.get("a"))?.attributes).toEqual({ lang: "is" });
    expect(await docs.updateAttributes("a", () => undefined)).toBe(true);
    expect(await docs.updateAttributes("absent", { lang: "en" })).toBe(false);
  });

  test("attributes of another program that are no JSON object are replaced only on demand", async () => {
    const { client, docs } = await openCollection(url, { dimension: 2 });
    await docs.upsert({ id: "a", vector: [1, 2] });
    await client.sendCommand(["VSETATTR", docs.key, "a", Buffer.from([0xff, 0x22])]);
    expect(await codeOf(docs.updateAttributes("a", { n: 1 }))).toBe("INVALID_ATTRIBUTES");
    expect(await client.sendCommand(["VGETATTR", docs.key, "a"], { binary: true })).toEqual(
      Buffer.from([0xff, 0x22]),
    );
    expect(await docs.updateAttributes("a", { n: 1 }, { mode: "replace" })).toBe(true);
    expect((await docs.get("a"))?.attributes).toEqual({ n: 1 });
  });

  const changes: [string, (docs: VectorRepository) => Promise<unknown>][] = [
    ["updateAttributes", (docs) => docs.updateAttributes("a", { n: 2 })],
    ["updateVector", (docs) => docs.updateVector("a", [2, 1])],
    ["updateWhere", (docs) => docs.updateWhere(f.eq("n", 1), { n: 2 })],
    ["deleteWhere", (docs) => docs.deleteWhere(f.eq("n", 1))],
  ];

  test.each(changes)(
    "%s is refused once if the collection was created anew since it was opened",
    async (_, change) => {
      const { docs, place } = await openCollection(url, { dimension: 2 });
      const record = { id: "a", vector: [1, 2], attributes: { n: 1 } };
      await docs.upsert(record);
      const stale = (await openClient(url)).repository({ ...place, dimension: 2 });
      await stale.upsert(record);
      await docs.drop();
      const anew = (await openClient(url)).repository({ ...place, dimension: 2, precision: "float32" });
      await anew.upsert(record);
      expect(await codeOf(change(stale))).toBe("COLLECTION_MISMATCH");
      expect(await anew.get("a")).toMatchObject({ vector: Float32Array.of(1, 2), attributes: { n: 1 } });
      expect(await codeOf(change(stale))).toBe("resolved");
    },
  );

  test.each(changes)("%s works on a set that another program has made", async (_, change) => {
    const { client, docs } = await openCollection(url, { dimension: 2 });
    await client.sendCommand(["VADD", docs.key, "VALUES", "2", "1", "2", "a", "SETATTR", '{"n":1}']);
    expect(await codeOf(change(docs))).toBe("resolved");
    expect(await docs.get("a")).not.toMatchObject({ vector: Float32Array.of(1, 2), attributes: { n: 1 } });
  });
});
