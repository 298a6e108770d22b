import { describe, expect, test } from "vitest";
import { f, type RepositoryOptions, type SearchExample, type SearchQuery } from "../../../src/index.js";
import { openCollection } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { cosine, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const DIMENSION = 16;
const vectors = seededVectors(200, DIMENSION);
const records = vectors.map((vector, n) => ({ id: `r${n}`, vector, attributes: { even: n % 2 === 0 } }));

function meanOf(parts: readonly [ArrayLike<number>, number][]): number[] {
  return Array.from({ length: DIMENSION }, (_, place) =>
    parts.reduce(
      (sum, [vector, weight]) => sum + (weight * vector[place]!) / Math.hypot(...Array.from(vector)),
      0,
    ),
  );
}

const layouts: [string, Partial<RepositoryOptions>][] = [
  ["native", {}],
  ["float32", { precision: "float32" }],
  ["rotated", { rotation: "on" }],
];

onEachServer(({ url }) => {
  describe.each(layouts)("in a %s collection", (_, layout) => {
    async function filled() {
      const opened = await openCollection(url, { dimension: DIMENSION, ...layout });
      await opened.docs.upsertMany(records);
      return opened.docs;
    }

    test("several examples search by the weighted mean of their unit vectors", async () => {
      const docs = await filled();
      const scaled = vectors[5]!.map((component) => 7 * component);
      const examples: SearchExample[] = [
        { id: "r3" },
        { vector: scaled, weight: 2 },
        { id: "r9", weight: -0.5 },
      ];
      const mean = meanOf([
        [vectors[3]!, 1],
        [vectors[5]!, 2],
        [vectors[9]!, -0.5],
      ]);
      const tuning = { limit: 8, filter: f.eq("even", false), exhaustive: true };
      const hits = await docs.search({ examples, ...tuning });
      const expected = records
        .filter(({ attributes }) => !attributes.even)
        .sort((a, b) => cosine(b.vector, mean) - cosine(a.vector, mean));
      expect(hits.map(({ id }) => id)).toEqual(expected.slice(0, 8).map(({ id }) => id));
      for (const { id, similarity, attributes } of hits) {
        expect(similarity).toBeCloseTo(cosine(vectors[Number(id.slice(1))]!, mean), 1);
        expect(attributes).toEqual({ even: false });
      }
      expect(
        await docs.searchMany([
          { examples, ...tuning },
          { id: "r1", limit: 1 },
        ]),
      ).toMatchObject([hits, [{ id: "r1" }]]);
      expect(await docs.searchPage({ examples, ...tuning })).toEqual({ hits, complete: true });
    });

    test("hits with diversity are less like each other, and the first one is the nearest", async () => {
      const docs = await filled();
      // Close to r0, so that without diversity they fill the answer.
      await docs.upsertMany(
        Array.from({ length: 20 }, (_, n) => ({
          id: `copy${n}`,
          vector: vectors[0]!.map((component, place) => component + (place === n % DIMENSION ? 0.01 : 0)),
          attributes: { even: true },
        })),
      );
      const isCopy = ({ id }: { id: string }) => id.startsWith("copy") || id === "r0";
      const query = { vector: vectors[0]!, limit: 5, exhaustive: true };
      const plain = await docs.search(query);
      expect(plain.filter(isCopy)).toHaveLength(5);
      expect(await docs.search({ ...query, diversity: 0 })).toEqual(plain);
      const mixed = await docs.search({ ...query, diversity: 0.6 });
      expect(mixed).toHaveLength(5);
      expect(mixed[0]).toEqual(plain[0]);
      expect(mixed.filter(isCopy)).toHaveLength(1);
      const byId = await docs.search({
        id: "r0",
        limit: 3,
        diversity: 0.6,
        minSimilarity: 0.99,
        exhaustive: true,
      });
      expect(byId.every(isCopy)).toBe(true);
      const { complete } = await docs.searchPage({ ...query, limit: 100, diversity: 0.5 });
      expect(complete).toBe(true);
      expect((await docs.searchPage({ ...query, diversity: 0.5 })).complete).toBe(false);
    });
  });

  test("examples that cancel each other out, or do not exist, are refused", async () => {
    const { docs } = await openCollection(url, { dimension: DIMENSION });
    await docs.upsertMany(records.slice(0, 5));
    const opposite = vectors[1]!.map((component) => -3 * component);
    for (const examples of [
      [{ vector: vectors[1]! }, { vector: opposite }],
      [{ id: "r1" }, { id: "r1", weight: -1 }],
      [{ id: "r1" }, { id: "absent" }],
    ] satisfies SearchExample[][])
      expect(await codeOf(docs.search({ examples }))).toBe("INVALID_ARGUMENT");
  });

  test("examples by vector are truncated as every query, and those by id were when they were stored", async () => {
    const { docs } = await openCollection(url, {
      dimension: 4,
      truncateFrom: DIMENSION,
      quantization: "none",
    });
    await docs.upsertMany(records);
    const [first, second] = await Promise.all([
      docs.search({ examples: [{ id: "r1" }, { id: "r2", weight: 0.25 }], limit: 5, exhaustive: true }),
      docs.search({
        examples: [{ vector: vectors[1]! }, { vector: vectors[2]!, weight: 0.25 }],
        limit: 5,
        exhaustive: true,
      }),
    ]);
    expect(first.map(({ id }) => id)).toEqual(second.map(({ id }) => id));
    expect(await codeOf(docs.search({ examples: [{ vector: vectors[1]!.slice(0, 4) }] }))).toBe(
      "DIMENSION_MISMATCH",
    );
  });

  test("searchMany reports the failures of single queries on demand, and answers the others", async () => {
    const { docs } = await openCollection(url, { dimension: DIMENSION });
    await docs.upsertMany(records);
    const reason = new Error("enough");
    const queries = [
      { id: "r1", limit: 1 },
      { vector: [1, 2] },
      { examples: [{ id: "absent" }] },
      { id: "r2", signal: AbortSignal.abort(reason) },
      { id: "r3", limit: 1 },
      null,
    ] as readonly SearchQuery[];
    for (const concurrency of [1, 2, 64]) {
      const outcomes = await docs.searchMany(queries, { onFailure: "report", concurrency });
      expect(outcomes).toMatchObject([
        { ok: true, hits: [{ id: "r1" }] },
        { ok: false, error: { code: "DIMENSION_MISMATCH" } },
        { ok: false, error: { code: "INVALID_ARGUMENT" } },
        { ok: false, error: { code: "ABORTED", cause: reason } },
        { ok: true, hits: [{ id: "r3" }] },
        { ok: false, error: { code: "INVALID_ARGUMENT" } },
      ]);
    }
    expect(await codeOf(docs.searchMany(queries))).toBe("DIMENSION_MISMATCH");
    expect(await docs.searchMany([], { onFailure: "report" })).toEqual([]);
  });
});
