import { describe, expect, test } from "vitest";
import { type Filter, f, matches, type PrecisionEvent, type SearchHit } from "../../../src/index.js";
import { openCollection } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { cosine, nearest, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const DIMENSION = 64;
const vectors = seededVectors(800, DIMENSION);
const queries = seededVectors(20, DIMENSION, 7);
const records = vectors.map((vector, index) => ({
  id: String(index),
  vector,
  attributes: { half: index % 2 === 0 ? "even" : "odd", ...(index % 50 === 0 && { rare: `x${index}` }) },
}));

const idsOf = (hits: readonly SearchHit[]) => hits.map(({ id }) => Number(id));

onEachServer(({ url }) => {
  describe.each([
    ["residual", 5e-5],
    ["float32", 1e-7],
  ] as const)("a collection with %s codes", (precision, largestError) => {
    test("finds the neighbours that float32 finds, in the same order, with the cosine to within the precision of its codes", async () => {
      const events: PrecisionEvent[] = [];
      const { docs } = await openCollection(url, {
        dimension: DIMENSION,
        precision,
        onPrecisionEvent: (event) => events.push(event),
      });
      expect(await docs.upsertMany(records)).toMatchObject({ inserted: 800, updated: 0 });
      for (const [index, query] of queries.entries()) {
        // Exhaustive, because a graph search may miss elements whatever the precision.
        const hits = await docs.search({ vector: query, exhaustive: true });
        expect(idsOf(hits), `query ${index}`).toEqual(nearest(vectors, query, 10));
        for (const { id, similarity } of hits) {
          expect(Math.abs(similarity - cosine(vectors[Number(id)]!, query))).toBeLessThan(largestError);
        }
      }
      expect(events.filter(({ kind }) => kind === "uncertified")).toEqual([]);
      expect(events.filter(({ kind }) => kind === "vector-fallback")).toEqual([]);
    });

    test("applies a threshold exactly, and finds exact neighbours with filters, by id, and in searchMany", async () => {
      const { docs } = await openCollection(url, { dimension: DIMENSION, precision });
      await docs.upsertMany(records);
      for (const query of queries.slice(0, 5)) {
        const exact = vectors.map((vector) => cosine(vector, query)).sort((a, b) => b - a);
        // Between the fifth and the sixth best, and so close to the sixth that int8 could not decide.
        const minSimilarity = exact[5]! + (exact[4]! - exact[5]!) * 0.1;
        const hits = await docs.search({ vector: query, minSimilarity, exhaustive: true, limit: 50 });
        expect(hits).toHaveLength(5);
      }
      const [query] = queries;
      const even = vectors.filter((_, index) => index % 2 === 0);
      const found = await docs.search({ vector: query!, filter: f.eq("half", "even"), exhaustive: true });
      expect(idsOf(found)).toEqual(nearest(even, query!, 10).map((index) => index * 2));
      expect(found.every(({ attributes }) => attributes?.half === "even")).toBe(true);
      const byId = await docs.search({ id: "5", exhaustive: true });
      expect(idsOf(byId)).toEqual(nearest(vectors, vectors[5]!, 10));
      expect(byId[0]!.similarity).toBeCloseTo(1, 6);
      expect(await docs.search({ id: "nobody" })).toEqual([]);
      const many = await docs.searchMany(queries.map((vector) => ({ vector, exhaustive: true, limit: 3 })));
      expect(many.map(idsOf)).toEqual(queries.map((vector) => nearest(vectors, vector, 3)));
    });

    test("finds the best of all elements that match, also if the client must check the filter or only few match", async () => {
      const { docs } = await openCollection(url, { dimension: DIMENSION, precision });
      await docs.upsertMany(records);
      const filters: Filter[] = [
        f.ne("half", "even"),
        f.exists("rare"),
        f.startsWith("rare", "x1"),
        f.or(f.eq("half", "even"), f.eq("rare", "x50")),
        f.and(f.eq("half", "even"), f.not(f.missing("rare"))),
        f.and(f.eq("rare", "x700"), f.eq("half", "even")),
        f.in("rare", []),
      ];
      const [query] = queries;
      for (const filter of filters) {
        const places = [...records.keys()].filter((index) => matches(filter, records[index]!.attributes));
        const wanted = nearest(
          places.map((index) => vectors[index]!),
          query!,
          10,
        ).map((index) => places[index]!);
        for (const includeAttributes of [true, false]) {
          const given = { vector: query!, filter, includeAttributes };
          const page = await docs.searchPage({ ...given, exhaustive: true });
          expect(idsOf(page.hits), JSON.stringify(filter)).toEqual(wanted);
          expect(page.complete).toBe(true);
          for (const hit of page.hits)
            expect(hit.attributes).toEqual(
              includeAttributes ? records[Number(hit.id)]!.attributes : undefined,
            );
          const quick = await docs.searchPage({ ...given, filterEf: 1 });
          expect(quick.hits).toHaveLength(wanted.length);
          if (quick.complete) expect(idsOf(quick.hits)).toEqual(wanted);
        }
      }
    });

    test("returns vectors exactly (float32) or to within 1/60,000 (residual)", async () => {
      const { docs } = await openCollection(url, { dimension: DIMENSION, precision });
      await docs.upsert({ id: "a", vector: vectors[0]!, attributes: { x: 1 } });
      const stored = await docs.get("a");
      expect(stored?.attributes).toEqual({ x: 1 });
      const errors = stored!.vector.map((component, j) => Math.abs(component - vectors[0]![j]!));
      expect(Math.max(...errors)).toBeLessThanOrEqual(precision === "float32" ? 0 : 1 / 60_000);
      expect(await docs.get("b")).toBeUndefined();
    });
  });

  test("exact returns float32's exact answer over all elements", async () => {
    const events: PrecisionEvent[] = [];
    const { docs } = await openCollection(url, {
      dimension: DIMENSION,
      precision: "float32",
      onPrecisionEvent: (event) => events.push(event),
    });
    await docs.upsertMany(records);
    for (const vector of queries.slice(0, 5)) {
      expect(idsOf(await docs.search({ vector, precision: "exact" }))).toEqual(nearest(vectors, vector, 10));
    }
    expect(events.map(({ kind }) => kind)).toEqual(new Array(5).fill("query-fallback"));
    expect(events[0]).toMatchObject({ reason: "exact" });
  });

  test("a native search of a residual collection returns the server's own similarities", async () => {
    const { docs } = await openCollection(url, { dimension: DIMENSION, precision: "residual" });
    await docs.upsertMany(records);
    for (const { similarity, score } of await docs.search({ vector: queries[0]!, precision: "native" }))
      expect(similarity).toBe(2 * score - 1);
  });

  test("a search with a precision that the collection does not store is refused, and the error says why", async () => {
    const native = await openCollection(url, { dimension: 4 });
    const residual = await openCollection(url, { dimension: 4, precision: "residual" });
    await native.docs.upsert({ id: "a", vector: [1, 2, 3, 4] });
    await residual.docs.upsert({ id: "a", vector: [1, 2, 3, 4] });
    const query = { vector: [1, 2, 3, 4] };
    await expect(native.docs.search({ ...query, precision: "rescored" })).rejects.toThrow(
      /created with "native"/,
    );
    expect(await codeOf(native.docs.search({ ...query, precision: "exact" }))).toBe("INVALID_ARGUMENT");
    expect(await codeOf(residual.docs.search({ ...query, precision: "exact" }))).toBe("INVALID_ARGUMENT");
  });

  test.each(["residual", "float32"] as const)(
    "elements that another program wrote to a %s collection have the server's similarity, and their hits are reported as uncertified",
    async (precision) => {
      const events: PrecisionEvent[] = [];
      const { client, docs } = await openCollection(url, {
        dimension: DIMENSION,
        precision,
        onPrecisionEvent: (event) => events.push(event),
      });
      await docs.upsertMany(records.slice(0, 50));
      const bare = (id: string, vector: Float32Array) =>
        client.sendCommand(["VADD", docs.key, "FP32", Buffer.from(vector.buffer), id, "Q8"]);
      await bare("theirs", queries[0]!);
      // The other program also replaced this vector, so the stored code belongs to another vector.
      await bare("7", queries[1]!);
      const [first] = await docs.search({ vector: queries[0]!, limit: 1 });
      expect(first).toMatchObject({ id: "theirs" });
      const [second] = await docs.search({ vector: queries[1]!, limit: 1 });
      expect(second?.id).toBe("7");
      expect(second!.similarity).toBe(2 * second!.score - 1);
      expect(cosine((await docs.get("7"))!.vector, queries[1]!)).toBeGreaterThan(0.999);
      expect(events.filter(({ kind }) => kind === "uncertified")).toHaveLength(2);
    },
  );
});
