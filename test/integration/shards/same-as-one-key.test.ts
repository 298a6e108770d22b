import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  connect,
  f,
  type RepositoryOptions,
  type VectorClient,
  type VectorRepository,
} from "../../../src/index.js";
import { collect } from "../../helpers/collect.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const DIMENSION = 8;
const COUNT = 400;
const VECTORS = seededVectors(COUNT, DIMENSION);
const RECORDS = VECTORS.map((vector, n) => ({ id: `r${n}`, vector, attributes: { n, even: n % 2 === 0 } }));
const SCHEMA = z.object({ n: z.number(), even: z.boolean() });
type Row = z.infer<typeof SCHEMA>;

const vectors = fc.integer({ min: 100, max: 1_000_000 }).map((seed) => seededVectors(1, DIMENSION, seed)[0]!);
const ids = fc.integer({ min: 0, max: COUNT - 1 }).map((n) => `r${n}`);
const filters = fc.option(
  fc.oneof(
    fc.integer({ min: 0, max: COUNT }).map((n) => f.lt("n", n)),
    fc.boolean().map((even) => f.eq("even", even)),
    fc.integer({ min: 0, max: COUNT }).map((n) => f.and(f.gte("n", n), f.ne("even", true))),
  ),
  { nil: undefined },
);
const tuning = fc.record({
  limit: fc.integer({ min: 1, max: 60 }),
  filter: filters,
  minSimilarity: fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { nil: undefined }),
  includeAttributes: fc.boolean(),
  diversity: fc.constantFrom(undefined, undefined, 0.5),
});

onEachServer(({ url }) => {
  describe.each([
    { quantization: "q8" },
    { quantization: "none" },
    { quantization: "q8", precision: "float32" },
    { quantization: "q8", precision: "residual", rotation: "on" },
  ] as const)("$quantization $precision", (options) => {
    const pair = openPair(url, { dimension: DIMENSION, attributes: SCHEMA, ...options });

    test("an exhaustive search by vector has the same hits as in one key, in the same order", async () => {
      const { one, sharded } = pair();
      await fc.assert(
        fc.asyncProperty(vectors, tuning, async (vector, given) => {
          const query = { vector, exhaustive: true, ...given };
          expect(await sharded.search(query)).toEqual(await one.search(query));
          expect(await sharded.searchPage(query)).toEqual(await one.searchPage(query));
        }),
        { numRuns: 60 },
      );
    });

    test("a search by an element or by examples has the same hits, up to the rounding of the vectors that were read", async () => {
      const { one, sharded } = pair();
      const targets = fc.oneof(
        ids.map((id) => ({ id })),
        fc.tuple(ids, vectors).map(([id, vector]) => ({ examples: [{ id }, { vector, weight: -0.5 }] })),
      );
      // Where similarities are almost equal, the choice of diverse hits may be another one.
      const precise = tuning.map((given) => ({ ...given, diversity: undefined, minSimilarity: undefined }));
      await fc.assert(
        fc.asyncProperty(targets, precise, async (target, given) => {
          const query = { ...target, exhaustive: true, ...given, limit: COUNT };
          const expected = new Map((await one.search(query)).map((hit) => [hit.id, hit.similarity]));
          const hits = await sharded.search(query);
          expect(new Set(hits.map(({ id }) => id))).toEqual(new Set(expected.keys()));
          for (const { id, similarity } of hits)
            expect(Math.abs(similarity - expected.get(id)!)).toBeLessThan(0.02);
          const similarities = hits.map(({ similarity }) => similarity);
          expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
        }),
        { numRuns: 25 },
      );
    });
  });

  const plain = openPair(url, { dimension: DIMENSION, attributes: SCHEMA });

  test("scan, find and countWhere give the same records in the same order, also from the middle on", async () => {
    const { one, sharded } = plain();
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.option(ids, { nil: undefined }),
        fc.integer({ min: 1, max: 500 }),
        async (filter, after, size) => {
          const options = { filter, after, batchSize: size, includeVectors: true };
          expect(await collect(sharded.scan(options))).toEqual(await collect(one.scan(options)));
          const first = { filter, after, limit: size };
          expect(await sharded.find(first)).toEqual(await one.find(first));
          if (filter !== undefined)
            expect(await sharded.countWhere(filter)).toBe(await one.countWhere(filter));
        },
      ),
      { numRuns: 30 },
    );
  });
});

interface Pair {
  readonly one: VectorRepository<Row>;
  readonly sharded: VectorRepository<Row>;
}

/** The same records in one key and over three, written before the tests. */
function openPair(url: string, options: { dimension: number } & Partial<RepositoryOptions<Row>>): () => Pair {
  const namespace = uniquePrefix("same");
  let pair: Pair;
  let client: VectorClient;
  beforeAll(async () => {
    client = await connect({ url });
    pair = {
      one: client.repository<Row>({ namespace, collection: "one", ...options }),
      sharded: client.repository<Row>({ namespace, collection: "many", ...options, shards: 3 }),
    };
    for (const docs of [pair.one, pair.sharded]) await docs.upsertMany(RECORDS, { batchSize: 70 });
  });
  afterAll(async () => {
    for (const docs of [pair.one, pair.sharded]) await docs.drop();
    await client.close();
  });
  return () => pair;
}
