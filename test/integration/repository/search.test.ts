import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, f, type VectorClient, type VectorRepository } from "../../../src/index.js";
import { openCollection } from "../../helpers/collection.js";
import { cosine, nearest, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const vectors = seededVectors(2_000, 64);
const queries = seededVectors(40, 64, 2);

const records = vectors.map((vector, index) => ({
  id: String(index),
  vector,
  attributes: { index, half: index % 2 === 0 ? "even" : "odd", decade: Math.floor(index / 10) },
}));

/** The share of the true neighbours among the hits. */
function recall(found: readonly { id: string }[][], limit: number): number {
  let common = 0;
  for (const [i, hits] of found.entries()) {
    const wanted = new Set(nearest(vectors, queries[i]!, limit).map(String));
    common += hits.filter(({ id }) => wanted.has(id)).length;
  }
  return common / (found.length * limit);
}

onEachServer(({ url }) => {
  describe("2,000 vectors of 64 dimensions", () => {
    let client: VectorClient;
    let docs: VectorRepository;

    // One collection for all tests, because they only read.
    beforeAll(async () => {
      client = await connect({ url });
      const place = { namespace: uniquePrefix("search"), collection: "test" };
      // No test writes, so threads are safe on any version.
      docs = client.repository({ ...place, dimension: 64, allowUnsafeThreads: true });
      await docs.upsertMany(records);
    });

    afterAll(async () => {
      await docs.drop();
      await client.close();
    });

    test("recall@10 is at least 95 % at ef 200, in a thread or inline, for one query or many", async () => {
      for (const threading of ["inline", "threaded", "auto"] as const) {
        const sent = queries.map((vector) => ({ vector, ef: 200, threading, includeAttributes: false }));
        expect(recall(await docs.searchMany(sent), 10)).toBeGreaterThanOrEqual(0.95);
      }
      expect(
        recall(await docs.searchMany(queries.map((vector) => ({ vector, limit: 100 }))), 100),
      ).toBeGreaterThan(0.95);
      const one = await docs.search({ vector: queries[0]!, ef: 200 });
      expect(one).toHaveLength(10);
    });

    test("hits are sorted by similarity, which is the cosine to within Q8's error", async () => {
      const hits = await docs.search({ vector: queries[0]!, limit: 50 });
      for (const [rank, { id, similarity, score }] of hits.entries()) {
        expect(Math.abs(similarity - cosine(vectors[Number(id)]!, queries[0]!))).toBeLessThan(0.01);
        expect(similarity).toBeCloseTo(2 * score - 1, 10);
        if (rank > 0) expect(similarity).toBeLessThanOrEqual(hits[rank - 1]!.similarity);
      }
    });

    test("an exhaustive search finds all nearest neighbours, up to Q8's error", async () => {
      const found = await docs.searchMany(queries.map((vector) => ({ vector, exhaustive: true, limit: 20 })));
      expect(recall(found, 20)).toBeGreaterThanOrEqual(0.95);
      expect(await docs.search({ vector: queries[0]!, exhaustive: true, limit: 10_000 })).toHaveLength(2_000);
    });

    test("minSimilarity leaves out exactly the hits below it", async () => {
      const all = await docs.search({ vector: queries[1]!, limit: 100 });
      const bound = all[30]!.similarity;
      const kept = await docs.search({ vector: queries[1]!, limit: 100, minSimilarity: bound });
      expect(kept).toEqual(all.filter(({ similarity }) => similarity >= bound));
      expect(kept.length).toBeGreaterThanOrEqual(31);
      expect(await docs.search({ vector: queries[1]!, minSimilarity: 1 })).toEqual([]);
      expect(await docs.search({ vector: queries[1]!, minSimilarity: -1 })).toHaveLength(10);
    });

    test("filters by equality, by range and by both, and finds the elements even if only a few match", async () => {
      const find = async (filter: Parameters<typeof f.and>[0], limit = 20) =>
        (await docs.search({ vector: queries[2]!, filter, limit })).map(({ attributes }) =>
          Number(attributes?.index),
        );
      const even = await find(f.eq("half", "even"));
      expect(even).toHaveLength(20);
      expect(even.every((index) => index % 2 === 0)).toBe(true);
      expect((await find(f.gte("index", 1_990), 100)).sort()).toEqual(
        Array.from({ length: 10 }, (_, i) => 1_990 + i).sort(),
      );
      const both = await find(f.and(f.eq("half", "odd"), f.between("decade", 10, 11)), 100);
      expect(both.sort((a, b) => a - b)).toEqual([101, 103, 105, 107, 109, 111, 113, 115, 117, 119]);
      expect(await find(f.eq("half", "neither"))).toEqual([]);
      expect(await find(f.eq("nowhere", 1))).toEqual([]);
    });

    test("a filter finds all elements that match even if the graph search gives up, and the page says that they are complete", async () => {
      const filter = f.eq("decade", 77);
      const effort = { vector: queries[4]!, filter, ef: 10, filterEf: 1 };
      const { hits, complete } = await docs.searchPage(effort);
      const decade = Array.from({ length: 10 }, (_, i) => String(770 + i));
      expect(hits.map(({ id }) => id).sort()).toEqual(decade);
      expect(complete).toBe(true);
      expect(await docs.search({ ...effort, limit: 50 })).toHaveLength(10);
      const first = await docs.searchPage({ ...effort, filterEf: 1_000_000, limit: 1 });
      if (first.complete) expect(first.hits).toEqual(hits.slice(0, 1));
    });

    test("elements that the client finds by attributes are the nearest of those that match", async () => {
      const filter = f.not(f.startsWith("half", "ev"));
      const { hits } = await docs.searchPage({ vector: queries[5]!, filter, exhaustive: true });
      const all = await docs.search({ vector: queries[5]!, exhaustive: true, limit: 100 });
      expect(hits).toEqual(all.filter(({ attributes }) => attributes?.half === "odd").slice(0, 10));
      const last = await docs.search({
        vector: queries[5]!,
        filter: f.and(f.gte("index", 1_998), f.ne("half", "odd")),
      });
      expect(last.map(({ id }) => id)).toEqual(["1998"]);
    });

    test("hits have their attributes unless includeAttributes is false", async () => {
      for (const hit of await docs.search({ vector: queries[3]! })) {
        expect(hit.attributes).toEqual(records[Number(hit.id)]!.attributes);
      }
      for (const hit of await docs.search({ vector: queries[3]!, includeAttributes: false })) {
        expect(hit).not.toHaveProperty("attributes");
      }
    });

    test("a search by id finds the element itself first, and then the same hits as a search by its vector", async () => {
      const byId = await docs.search({ id: "123", exhaustive: true });
      const byVector = await docs.search({ vector: vectors[123]!, exhaustive: true });
      expect(byId[0]).toMatchObject({ id: "123", attributes: records[123]!.attributes });
      expect(byId[0]!.similarity).toBeGreaterThan(0.99);
      expect(new Set(byId.map(({ id }) => id))).toEqual(new Set(byVector.map(({ id }) => id)));
      expect(await docs.search({ id: "nobody" })).toEqual([]);
    });
  });

  test("texts that the filter language cannot express are found by equality and returned unchanged", async () => {
    const { docs } = await openCollection(url, { dimension: 2 });
    const texts = [
      "back\\slash",
      `both "kinds' of quotes`,
      "\u0000zero",
      "%!marked",
      "tab\tline\n",
      "🦀",
      "",
    ];
    for (const [i, text] of texts.entries())
      await docs.upsert({ id: String(i), vector: [1, i], attributes: { text } });
    for (const [i, text] of texts.entries()) {
      const hits = await docs.search({ vector: [1, 0], filter: f.eq("text", text), exhaustive: true });
      expect(hits).toMatchObject([{ id: String(i), attributes: { text } }]);
    }
  });
});
