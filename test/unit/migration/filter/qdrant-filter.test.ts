import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { f, matches } from "../../../../src/commands/index.js";
import { translateQdrantFilter } from "../../../../src/migration/index.js";

const lang = { key: "lang", match: { value: "en" } };
const year = { key: "year", range: { gte: 2000, lt: 2010 } };

describe("conditions with an equivalent", () => {
  test("must with values and ranges becomes a conjunction in the order of the source", () => {
    const { filter, untranslated, assumptions } = translateQdrantFilter({ must: [lang, year] });
    expect(filter).toEqual(f.and(f.eq("lang", "en"), f.gte("year", 2000), f.lt("year", 2010)));
    expect(untranslated).toEqual([]);
    expect(assumptions).toEqual([
      expect.stringMatching(/"lang".*text.*never a list/),
      expect.stringMatching(/"year".*number/),
    ]);
  });

  test.each([
    [{ must: lang }, f.eq("lang", "en")],
    [{ should: [lang] }, f.eq("lang", "en")],
    [{ must: [{ key: "lang", match: { any: ["en"] } }] }, f.eq("lang", "en")],
    [{ must: [{ must: [{ should: lang }] }] }, f.eq("lang", "en")],
    [{ min_should: { conditions: [lang], min_count: 1 } }, f.eq("lang", "en")],
    [{ must_not: [{ must_not: [lang] }] }, f.eq("lang", "en")],
    [{ must: [{ key: "n", match: { value: 5 } }] }, f.eq("n", 5)],
    [{ must: [{ key: "ok", match: { value: false } }] }, f.eq("ok", false)],
    [{ must: [{ key: "n", range: { gte: 1, lte: 2, gt: null } }] }, f.between("n", 1, 2)],
    [{ must: [{ key: "n", range: { gt: 1 } }] }, f.gt("n", 1)],
    [{ must: [{ key: "n", range: { gt: 1, gte: 0 } }] }, f.and(f.gt("n", 1), f.gte("n", 0))],
    [{ should: [lang, { key: "n", match: { value: 1 } }] }, f.or(f.eq("lang", "en"), f.eq("n", 1))],
    [{ must_not: [lang] }, f.not(f.eq("lang", "en"))],
    [{ must_not: lang }, f.not(f.eq("lang", "en"))],
    [{ must: [{ key: "lang", match: { any: ["en", "de"] } }] }, f.or(f.eq("lang", "en"), f.eq("lang", "de"))],
    [
      { must_not: [{ must: [lang, year] }] },
      f.not(f.and(f.eq("lang", "en"), f.and(f.gte("year", 2000), f.lt("year", 2010)))),
    ],
    [{ must: [{ key: "n", match: { value: 1 }, range: { gt: 1 } }] }, f.or(f.eq("n", 1), f.gt("n", 1))],
    [{}, undefined],
    [{ must: [], should: null, must_not: [] }, undefined],
    [{ min_should: { conditions: [lang, year], min_count: 0 } }, undefined],
  ])("%j", (source, filter) => {
    expect(translateQdrantFilter(source)).toMatchObject({ filter, untranslated: [] });
  });

  test("ranges of dates are translated for fields that are stored as milliseconds", () => {
    const range = { gte: "2024-01-01T00:00:00Z", lt: "2024-01-02 00:00:00" };
    const source = { must: [{ key: "at", range }] };
    expect(translateQdrantFilter(source, { timestamps: ["at"] })).toMatchObject({
      filter: f.and(f.gte("at", Date.UTC(2024, 0, 1)), f.lt("at", Date.UTC(2024, 0, 2))),
      untranslated: [],
    });
    expect(translateQdrantFilter(source)).toMatchObject({
      filter: undefined,
      untranslated: [{ part: "must[0].range", why: expect.stringContaining("milliseconds") }],
    });
  });
});

describe("conditions without an equivalent are left out and reported, and the result is wider", () => {
  const geo = { center: { lon: 1, lat: 2 }, radius: 5 };
  test.each([
    [{ should: [lang, { has_id: [1] }] }, "should", "union"],
    [{ must_not: [{ has_id: [1] }] }, "must_not[0]", "negation"],
    [{ must_not: { must: [lang, { has_id: [1] }] } }, "must_not", "negation"],
    [{ must: [{ key: "lang", match: { any: [] } }] }, "must[0].match.any", "nothing"],
    [{ must: [{ key: "lang", match: { except: ["en"] } }] }, "must[0].match.except", "negation"],
    [{ must: [{ key: "title", match: { text: "hello" } }] }, "must[0].match.text", "full-text"],
    [{ must: [{ key: "place", geo_radius: geo }] }, "must[0].geo_radius", "geographic"],
    [{ must: [{ key: "tags", values_count: { gt: 1 } }] }, "must[0].values_count", "count"],
    [{ must: [{ key: "tags", range: {} }] }, "must[0].range", "exists"],
    [{ must: [{ is_empty: { key: "lang" } }] }, "must[0].is_empty", "exists"],
    [{ must: [{ is_null: { key: "lang" } }] }, "must[0].is_null", "null"],
    [{ must: [{ has_id: [1, 2] }] }, "must[0].has_id", "ids"],
    [{ must: [{ has_vector: "x" }] }, "must[0].has_vector", "vector"],
    [{ must: [{ nested: { key: "a", filter: { must: [lang] } } }] }, "must[0].nested", "lists"],
    [{ must: [{ key: "city.name", match: { value: "x" } }] }, "must[0].match", "field of an object"],
    [{ must: [{ key: "tags[]", match: { value: "x" } }] }, "must[0].match", "field of an object"],
    [{ must: [{ key: "größe", match: { value: 1 } }] }, "must[0].match.value", "letters"],
    [{ must: [{ key: "n", match: { value: 2 ** 60 } }] }, "must[0].match.value", "doubles"],
    [{ min_should: { conditions: [lang, year, lang], min_count: 2 } }, "min_should", "minimum number"],
    [{ min_should: { conditions: [lang], min_count: 2 } }, "min_should", "larger than"],
  ])("%j", (source, part, why) => {
    const { filter, untranslated } = translateQdrantFilter(source);
    expect(filter).toBeUndefined();
    expect(untranslated).toEqual([{ part, why: expect.stringContaining(why), effect: "wider" }]);
    // Among other conditions, only this part is left out.
    const beside = translateQdrantFilter({ must: [year, source] });
    expect(beside.filter).toEqual(f.and(f.gte("year", 2000), f.lt("year", 2010)));
    expect(beside.untranslated).toHaveLength(1);
  });

  test("a tree that is deeper than a filter may be", () => {
    let source: object = { should: [lang, year] };
    for (let level = 0; level < 40; level++) source = { should: [lang, { must_not: source }] };
    const { filter, untranslated } = translateQdrantFilter(source);
    expect(filter).toBeUndefined();
    expect(untranslated).toMatchObject([{ part: "should", why: expect.stringContaining("32 levels") }]);
  });

  test("equality with a field that holds lists, which never matches in octavec", () => {
    const { filter, untranslated } = translateQdrantFilter({ must: [lang, year] }, { lists: ["lang"] });
    expect(filter).toEqual(f.and(f.gte("year", 2000), f.lt("year", 2010)));
    expect(untranslated).toEqual([
      { part: "must[0].match.value", why: expect.stringContaining("list"), effect: "wider" },
    ]);
  });
});

test.each([
  null,
  "lang = en",
  { muss: [] },
  { must: ["x"] },
  { must: [{ key: "a" }] },
  { must: [{ key: "a", matches: { value: 1 } }] },
  { must: [{ key: "a", match: { value: { a: 1 } } }] },
  { must: [{ key: "a", match: { value: 1, any: [1] } }] },
  { must: [{ key: "a", range: { from: 1 } }] },
  { must: [{ key: "a", range: { gt: "soon" } }] },
  { must: [{ has_ids: [1] }] },
  { min_should: { conditions: [] } },
])("JSON that is not a filter of Qdrant is refused: %j", (source) => {
  expect(() => translateQdrantFilter(source)).toThrow(expect.objectContaining({ code: "INVALID_FILTER" }));
});

describe("meaning", () => {
  const field = fc.constantFrom("a", "b");
  const scalar = fc.integer({ min: -2, max: 2 });
  const leaf = fc.oneof(
    fc.record({ key: field, match: fc.record({ value: scalar }) }),
    fc.record({ key: field, match: fc.record({ any: fc.array(scalar, { maxLength: 2 }) }) }),
    fc.record({ key: field, match: fc.record({ except: fc.array(scalar, { maxLength: 2 }) }) }),
    fc.record({
      key: field,
      range: fc.record({ gt: scalar, gte: scalar, lt: scalar, lte: scalar }, { requiredKeys: [] }),
    }),
    fc.record({ is_empty: fc.record({ key: field }) }),
  );
  const { filter: anyFilter } = fc.letrec<{ filter: object; condition: object }>((tie) => ({
    condition: fc.oneof({ maxDepth: 3 }, leaf, tie("filter")),
    filter: fc.record(
      {
        must: fc.array(tie("condition"), { maxLength: 3 }),
        should: fc.array(tie("condition"), { maxLength: 2 }),
        must_not: fc.array(tie("condition"), { maxLength: 2 }),
        min_should: fc.record({
          conditions: fc.array(tie("condition"), { maxLength: 3 }),
          min_count: fc.nat(3),
        }),
      },
      { requiredKeys: [] },
    ),
  }));
  const record = fc.record({ a: scalar, b: scalar }, { requiredKeys: [] });

  test("a translation matches all records that the source matches, and no others if nothing was left out", () => {
    let exact = 0;
    fc.assert(
      fc.property(anyFilter, fc.array(record, { minLength: 1, maxLength: 9 }), (source, records) => {
        const { filter, untranslated } = translateQdrantFilter(source);
        for (const attributes of records) {
          const there = matchesInQdrant(source, attributes);
          const here = filter === undefined || matches(filter, attributes);
          if (there) expect(here).toBe(true);
          if (untranslated.length === 0) {
            expect(here).toBe(there);
            exact += 1;
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(exact).toBeGreaterThan(100);
  });
});

/** Evaluates Qdrant's filter on a flat payload. */
function matchesInQdrant(source: object, payload: Record<string, unknown>): boolean {
  const all = (name: string): object[] => Reflect.get(source, name) ?? [];
  const one = (condition: object): boolean =>
    "key" in condition || "is_empty" in condition
      ? holds(condition, payload)
      : matchesInQdrant(condition, payload);
  const least = Reflect.get(source, "min_should");
  return (
    all("must").every(one) &&
    (all("should").length === 0 || all("should").some(one)) &&
    !all("must_not").some(one) &&
    (least === undefined || least.conditions.filter(one).length >= least.min_count)
  );
}

function holds(condition: object, payload: Record<string, unknown>): boolean {
  const { key, match, range, is_empty } = condition as Record<string, Record<string, never>>;
  if (is_empty !== undefined) return payload[String(is_empty.key)] === undefined;
  const value = payload[String(key)];
  if (typeof value !== "number") return false;
  if (range !== undefined) {
    const { gt = Number.NEGATIVE_INFINITY, gte = gt, lt = Number.POSITIVE_INFINITY, lte = lt } = range;
    const isAbove = Object.hasOwn(range, "gt") ? value > gt : true;
    const isBelow = Object.hasOwn(range, "lt") ? value < lt : true;
    return isAbove && isBelow && value >= gte && value <= lte;
  }
  if (match === undefined) return false;
  if ("value" in match) return value === match.value;
  if ("any" in match) return (match.any as number[]).includes(value);
  return !(match.except as never as number[]).includes(value);
}
