import { describe, expect, test } from "vitest";
import { f } from "../../../../src/commands/index.js";
import { translateRediSearchQuery } from "../../../../src/migration/index.js";

const en = f.eq("lang", "en");

describe("parts with an equivalent", () => {
  test.each([
    ["*", undefined],
    ["", undefined],
    ["( * )", undefined],
    ["@lang:{en}", en],
    ["(@lang:{ en })", en],
    ["@lang : { en }", en],
    ["@lang:{hello\\ world}", f.eq("lang", "hello world")],
    ['@lang:{"a|b {c}"}', f.eq("lang", "a|b {c}")],
    ["@mail:{a\\@b\\.com}", f.eq("mail", "a@b.com")],
    ["@my\\-field:{x}", f.eq("my-field", "x")],
    ["@year:[2000 2010]", f.between("year", 2000, 2010)],
    ["@year:[2000,2010]", f.between("year", 2000, 2010)],
    ["@year:[(2000 2010]", f.and(f.gt("year", 2000), f.lte("year", 2010))],
    ["@year:[2000 (2010]", f.and(f.gte("year", 2000), f.lt("year", 2010))],
    ["@year:[-inf (2010]", f.lt("year", 2010)],
    ["@year:[2000 +inf]", f.gte("year", 2000)],
    ["@year:[(2000 inf]", f.gt("year", 2000)],
    ["@year:[2000]", f.between("year", 2000, 2000)],
    ["@year:[-1.5e2 .5]", f.between("year", -150, 0.5)],
    ["@year==2000", f.between("year", 2000, 2000)],
    ["@year>=2000 @year < 2010", f.and(f.gte("year", 2000), f.lt("year", 2010))],
    ["@lang:{en} @year:[2000 2010]", f.and(en, f.between("year", 2000, 2010))],
    ["(@lang:{en} (@year:[2000 2010]))", f.and(en, f.between("year", 2000, 2010))],
    ["*=>[KNN 10 @vec $blob AS score]", undefined],
    ["(@lang:{en})=>[KNN $k @vec $blob EF_RUNTIME 50]", en],
    ["--@lang:{en}", en],
    ["-(-@lang:{en})", en],
    ["* | @lang:{en}", undefined],
    ["@lang:{en|de}", f.or(en, f.eq("lang", "de"))],
    ["-@lang:{en}", f.not(en)],
    ["@lang:{en} | @year:[1 2]", f.or(en, f.between("year", 1, 2))],
    ["(@lang:{en} @n>3) | -@a:{b}", f.or(f.and(en, f.gt("n", 3)), f.not(f.eq("a", "b")))],
  ])("%s", (query, filter) => {
    expect(translateRediSearchQuery(query)).toMatchObject({ filter, untranslated: [] });
  });

  test("parameters are replaced by their values", () => {
    const params = { lang: "en", from: 2000, to: "2010" };
    expect(translateRediSearchQuery("@lang:{$lang} @year:[$from ($to] @n>-$from", { params })).toMatchObject({
      filter: f.and(en, f.gte("year", 2000), f.lt("year", 2010), f.gt("n", -2000)),
      untranslated: [],
    });
    expect(translateRediSearchQuery("@lang:{$lang} @year:[$from 1]").untranslated).toHaveLength(2);
  });

  test("a tag without CASESENSITIVE adds an assumption about upper and lower case", () => {
    expect(translateRediSearchQuery("@lang:{en}").assumptions).toEqual([
      expect.stringContaining("never a list"),
      expect.stringContaining("upper and lower case"),
    ]);
    const { assumptions } = translateRediSearchQuery("@lang:{en}", { caseSensitive: ["lang"] });
    expect(assumptions).toEqual([expect.stringContaining("never a list")]);
  });
});

describe("parts without an equivalent are left out and quoted, and the result is wider", () => {
  test.each([
    ["@lang:{en|de*}", "union"],
    ["@lang:{en*}", "pattern"],
    ["@lang:{*en}", "pattern"],
    ["@lang:{w'e?'}", "pattern"],
    ["@year:[-inf +inf]", "exists"],
    ["@year!=2000", "negation"],
    ["-@lang:{en*}", "negation"],
    ["-(@lang:{en} hello)", "negation"],
    ["@lang:{en} | @year:[a 2]", "union"],
    ["(@lang:{en}|hello)", "union"],
    ["hello", "full-text"],
    ["hel*", "full-text"],
    ['"hello (world"', "full-text"],
    ["%hello%", "full-text"],
    ["@title:hello", "full-text"],
    ['@title:"hello world"', "full-text"],
    ["@title:(hello | world)", "full-text"],
    ["@title|body:hello", "full-text"],
    ["@place:[13.4 52.5 10 km]", "geographic"],
    ["@shape:[WITHIN $poly]", "geographic"],
    ["@vec:[VECTOR_RANGE 0.2 $blob]", "vectors"],
    ["ismissing(@lang)", "is missing"],
    ["@größe:{x}", "letters"],
    ["@year:[a b]", "numbers"],
  ])("%s", (query, why) => {
    const alone = translateRediSearchQuery(query);
    expect(alone.filter).toBeUndefined();
    expect(alone.untranslated).toHaveLength(1);
    expect(alone.untranslated[0]).toMatchObject({ why: expect.stringContaining(why), effect: "wider" });
    expect(query).toContain(alone.untranslated[0]?.part);
    // Among other conditions, as a group of its own, only this part is left out.
    const beside = translateRediSearchQuery(`@a:{b} (${query}) @n:[1 2]`);
    expect(beside.filter).toEqual(f.and(f.eq("a", "b"), f.between("n", 1, 2)));
    expect(beside.untranslated).toHaveLength(1);
  });

  test("a bar without parentheses beside several parts is left out, because dialects read it differently", () => {
    const { filter, untranslated } = translateRediSearchQuery("@a:{b} @lang:{en} | @lang:{de}");
    expect(filter).toBeUndefined();
    expect(untranslated).toEqual([
      { part: "@a:{b} @lang:{en} | @lang:{de}", why: expect.stringContaining("union"), effect: "wider" },
    ]);
  });

  test("conditions on fields that hold lists are reported", () => {
    const { filter, untranslated } = translateRediSearchQuery("@tags:{a} @n:[1 2]", { lists: ["tags"] });
    expect(filter).toEqual(f.between("n", 1, 2));
    expect(untranslated).toMatchObject([{ part: "@tags:{a}", effect: "wider" }]);
  });
});

test("parts that change only scores are reported as without effect", () => {
  const { filter, untranslated } = translateRediSearchQuery(
    "(@lang:{en}) => { $weight: 2.0; } ~@title:x ~hello",
  );
  expect(filter).toEqual(en);
  expect(untranslated.map(({ effect }) => effect)).toEqual(["none", "none", "none"]);
});

test.each([
  "(@lang:{en}",
  "@lang:{en",
  "@year:[1 2",
  '"open',
  "@lang:{en})",
  "@:{x}",
  "@lang {en}",
  "|)",
  "*=>KNN",
])("a query that cannot be parsed is refused: %s", (query) => {
  expect(() => translateRediSearchQuery(query)).toThrow(expect.objectContaining({ code: "INVALID_FILTER" }));
});
