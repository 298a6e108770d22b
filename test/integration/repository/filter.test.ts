import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SERVER_VERSIONS, startServerOfVersion } from "../../../scripts/bench/server-of-version.js";
import {
  type Attributes,
  type AttributesSchema,
  connect,
  type Filter,
  f,
  matches,
  type VectorClient,
} from "../../../src/index.js";
import { anyAttributes, anyFilter, anySchema, HOSTILE_TEXTS } from "../../helpers/any-filter.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

/** One record judged by one filter on one server. */
const LEAST_CASES = 20_000;
const RUNS_PER_SERVER = 30;

const OF_RECORDS = { minLength: 12, maxLength: 20 };
const OF_FILTERS = { minLength: 45, maxLength: 50 };

interface Comparison {
  readonly schema?: AttributesSchema<Attributes> | undefined;
  readonly records: readonly (Attributes | undefined)[];
  readonly filters: readonly Filter[];
}

/** Mostly all records; for some searches fewer, so that further steps are needed. */
function limitOf(search: number): number {
  return search % 4 === 0 ? 2 : search % 2 === 0 ? 20 : 1_000;
}

// `npm test` has all versions here, because the meaning of an expression depends on the server.
describe.each(SERVER_VERSIONS)("on Redis %s", (version) => {
  let client: VectorClient | undefined;
  let reason = "";
  let stop = async () => {};

  beforeAll(async () => {
    const redis = await startServerOfVersion(version).catch((error: Error) => error.message);
    if (typeof redis === "string") {
      reason = redis;
      console.warn(`Skipped: Redis ${version}.\n${redis}`);
      return;
    }
    stop = () => redis.stop();
    client = await connect({ url: redis.url });
  });

  afterAll(async () => {
    await client?.close();
    await stop();
  });

  /** Compares the hits of each filter with the records that match. Returns the number of cases and of hits. */
  async function compare(
    opened: VectorClient,
    { schema, records, filters }: Comparison,
  ): Promise<{ cases: number; hits: number }> {
    const place = { namespace: uniquePrefix("filter"), collection: "any", dimension: 2 };
    const docs = opened.repository({ ...place, attributes: schema });
    await docs.upsertMany(
      records.map((attributes, i) => ({
        id: String(i),
        vector: [1, i],
        ...(attributes && { attributes }),
      })),
    );
    const found = await docs.searchMany(
      filters.map((filter, i) => ({
        ...{ vector: [1, 1], filter, exhaustive: i % 3 > 0, limit: limitOf(i) },
        includeAttributes: i % 5 > 0,
      })),
    );
    for (const [i, filter] of filters.entries()) {
      const ids = found[i]!.map(({ id }) => id).sort();
      const expected = [...records.keys()].filter((record) => matches(filter, records[record]));
      const exact = expected.map(String).sort();
      if (limitOf(i) >= records.length) expect(ids).toEqual(exact);
      else {
        expect(ids).toHaveLength(Math.min(limitOf(i), exact.length));
        expect(exact).toEqual(expect.arrayContaining(ids));
      }
    }
    await docs.drop();
    return { cases: records.length * filters.length, hits: found.flat().length };
  }

  test("a search returns exactly the records for which matches is true, whatever they and the filter contain", async (context) => {
    if (client === undefined) return context.skip(reason);
    const opened = client;
    const counts = { cases: 0, hits: 0 };
    const records = fc.array(fc.option(anyAttributes, { freq: 15, nil: undefined }), OF_RECORDS);
    const untyped = fc.record({ records, filters: fc.array(anyFilter, OF_FILTERS) });
    const typed = anySchema.chain(({ schema, record, filter }) =>
      fc.record({
        schema: fc.constant(schema),
        records: fc.array(record, OF_RECORDS),
        filters: fc.array(filter, OF_FILTERS),
      }),
    );
    const property = fc.asyncProperty(fc.oneof(untyped, typed), async (comparison: Comparison) => {
      const { cases, hits } = await compare(opened, comparison);
      counts.cases += cases;
      counts.hits += hits;
    });
    const seed = Date.now() & 0x7fffffff;
    await fc.assert(property, { numRuns: RUNS_PER_SERVER, seed });
    console.info(`Redis ${version}: ${counts.cases} cases, ${counts.hits} hits, seed ${seed}`);
    expect(counts.cases).toBeGreaterThan(LEAST_CASES);
    // Without this, the test could compare empty lists only.
    expect(counts.hits).toBeGreaterThan(counts.cases / 10);
  });

  test("no text that a user typed finds records that it does not name", async (context) => {
    if (client === undefined) return context.skip(reason);
    const docs = client.repository({ namespace: uniquePrefix("injection"), collection: "any", dimension: 2 });
    const secret = { owner: "somebody else", list: ["somebody else"] };
    await docs.upsert({ id: "secret", vector: [1, 1], attributes: secret });
    const piece = fc.constantFrom(
      ...HOSTILE_TEXTS.filter((text) => text.length < 50),
      ...['"', "'", "\\", "\0", "]", "[", ")", "(", " or ", " and ", "not ", "1", "==", ".owner", "!", "*/"],
    );
    const typed = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(""));
    await fc.assert(
      fc.asyncProperty(fc.array(typed, { minLength: 20, maxLength: 20 }), async (texts) => {
        const filters = texts.flatMap((text) => [
          f.eq("owner", text),
          f.in("owner", [text, `${text}!`]),
          f.contains("list", text),
          f.and(f.exists("owner"), f.or(f.eq("owner", text), f.eq("owner", "nobody"))),
          f.startsWith("owner", `${text}"`),
          f.textContains("owner", `${text}'`),
        ]);
        const found = await docs.searchMany(filters.map((filter) => ({ vector: [1, 1], filter })));
        expect(found.flat()).toEqual([]);
      }),
      { numRuns: 10 },
    );
    await docs.drop();
  });
});
