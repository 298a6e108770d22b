import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkFilter,
  compileFilter,
  encodeAttributeText,
  encodeFilter,
  type Filter,
  f,
} from "../../../../src/commands/index.js";

/** Lets a test pass what only a caller without type checks can pass. */
const untyped = (filter: unknown) => filter as Filter;

function nested(levels: number, wrap: (filter: Filter) => Filter): Filter {
  let filter = f.gt("x", 1);
  for (let level = 0; level < levels; level++) filter = wrap(filter);
  return filter;
}

const list: Filter[] = [];
const cyclic = f.and(...list);
Object.assign(cyclic, { filters: list });
list.push(cyclic, cyclic);

function broken(): never {
  throw new RangeError("broken");
}

describe("encodeFilter", () => {
  it.each<[Filter, string | RegExp]>([
    [f.eq("year", 2024), ".year == 2024"],
    [f.eq("shift", -1.5), ".shift == -1.5"],
    [f.eq("open", true), ".open == 1"],
    [f.eq("open", false), ".open == 0 and not .open"],
    [f.eq("count", 0), ".count == 0 and not .count"],
    [f.eq("count", -0), ".count == 0 and not .count"],
    [f.eq("lang", "en"), '.lang == "en" and .lang != " en"'],
    [f.eq("lang", ""), '.lang == "" and .lang != " "'],
    [f.eq("zip", "10"), '.zip == "10" and .zip != " 10"'],
    [f.eq("name", "it's"), `.name == "it's" and .name != " it's"`],
    [f.eq("name", 'say "x"'), `.name == 'say "x"' and .name != ' say "x"'`],
    [f.eq("name", `it's "x"`), `.name == "%!it's %22x%22" and .name != " %!it's %22x%22"`],
    [f.eq("path", "C:\\"), '.path == "%!C:%5C" and .path != " %!C:%5C"'],
    [f.eq("text", "\0"), '.text == "%!%00" and .text != " %!%00"'],
    [f.eq("text", "%!"), '.text == "%!%25!" and .text != " %!%25!"'],
    [f.eq("text", "a\nb"), '.text == "a\nb" and .text != " a\nb"'],
    [f.gt("a-b_1", 1), ".a-b_1 > 1"],
    [f.gte("1", 1), ".1 >= 1"],
    [f.lt("not", -1), ".not < -1"],
    [f.lte("x", 0), ".x <= 0"],
    [f.between("x", -1, 2.5), ".x >= -1 and .x <= 2.5"],
    [f.and(f.gt("x", 1)), ".x > 1"],
    [f.between("x", 1, new Date(7)), ".x >= 1 and .x <= 7"],
    [f.in("lang", ["en", "de"]), '.lang in ["en","de"] and not (.lang in [" en"," de"])'],
    [f.in("lang", [" en", "  en"]), '.lang in [" en","  en"] and not (.lang in ["    en","     en"])'],
    [f.in("n", [1, true, "x", -2]), '.n in [1,"x",-2]'],
    [f.in("n", [5e-324, 1]), /^\(\.n in \[1\] or \.n == \d[\d.e]+ \/ 2 \*\* 1000\)$/],
    [f.in("n", [7]), ".n == 7"],
    [f.in("n", []), ".n != .n"],
    [f.contains("tags", "new"), '"new" in .tags'],
    [f.contains("tags", true), "1 in .tags"],
    [f.textContains("t", "it's"), `("it's" in .t or not ("" in .t))`],
    [f.startsWith("t", "a"), '("a" in .t or not ("" in .t))'],
    [f.or(f.eq("x", 1), f.eq("x", 2)), "(.x == 1 or .x == 2)"],
    [f.or(f.eq("x", 1)), ".x == 1"],
    [f.and(f.or(f.gt("x", 1), f.in("x", [])), f.lt("y", 2)), "(.x > 1 or .x != .x) and .y < 2"],
    [
      f.or(f.and(f.gt("x", 1), f.lt("y", 2)), f.and(f.eq("y", 3), f.eq("x", 4))),
      "(.x > 1 and .y < 2 or .y == 3 and .x == 4)",
    ],
    [f.and(f.ne("x", 1), f.gt("y", 2), f.not(f.eq("z", 1))), ".y > 2"],
    [f.not(f.not(f.gt("x", 1))), ".x > 1"],
    [f.and(f.gt("x", 1), f.and(f.eq("b", false), f.lt("y", 2))), ".x > 1 and .b == 0 and not .b and .y < 2"],
  ])("turns %j into %s", (filter, expression) => {
    expect(encodeFilter(filter)).toEqual(
      typeof expression === "string" ? expression : expect.stringMatching(expression),
    );
  });

  it.each<Filter>([
    ...[f.ne("x", 1), f.notIn("x", ["a"]), f.exists("x"), f.missing("x"), f.not(f.eq("x", 1))],
    ...[f.gt("x", "a"), f.between("x", "a", "b"), f.textContains("x", "%"), f.startsWith("x", "\\")],
    f.or(f.eq("x", 1), f.eq("y", 1)),
    f.or(f.eq("x", 1), f.and(f.eq("x", 1), f.eq("y", 1))),
    f.or(f.eq("x", 1), f.ne("x", 2)),
    f.and(f.ne("x", 1), f.exists("y")),
  ])("leaves %j to the client, as the server would lose matches", (filter) => {
    expect(compileFilter(checkFilter(filter))).toEqual({ expression: undefined, isExact: false });
    expect(() => encodeFilter(filter)).toThrow(expect.objectContaining({ code: "INVALID_FILTER" }));
  });

  it.each<[Filter, boolean]>([
    [f.eq("x", "en"), true],
    [f.in("x", ["en", "de"]), true],
    [f.in("x", []), true],
    [f.and(f.eq("x", "en"), f.or(f.eq("y", "a"), f.eq("y", "b"))), true],
    // The server also finds text such as "10", and null for 0.
    [f.eq("x", 10), false],
    [f.gt("x", 10), false],
    [f.in("x", ["a", 10]), false],
    [f.contains("x", "a"), false],
    [f.and(f.eq("x", "en"), f.ne("y", 1)), false],
    [f.or(f.eq("x", "en"), f.eq("x", 1)), false],
    // With a space before it, the server would no longer read this text as a number.
    [f.eq("x", "0".repeat(255)), false],
    [f.eq("x", "0".repeat(254)), true],
    [f.eq("x", "0".repeat(256)), true],
  ])("says of %j whether the expression is exact: %s", (filter, isExact) => {
    expect(compileFilter(checkFilter(filter)).isExact).toBe(isExact);
  });

  it.each([
    [1e21, "1e21"],
    [-1.5e300, "-1.5e300"],
    [Number.MAX_VALUE, "1.7976931348623157e308"],
    [123456789012345680000, "123456789012345680000"],
    [1e-7, "0.0000001"],
    [-1.25e-10, "-0.000000000125"],
    [1e-6, "0.000001"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"],
  ])("writes the number %d as %s, because the server's syntax has no signed exponent", (number, literal) => {
    expect(encodeFilter(f.gt("x", number))).toBe(`.x > ${literal}`);
  });

  it("writes every finite number in the server's syntax and without changing its double", () => {
    const anyNumber = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: -1e-190, max: 1e-190, noNaN: true }),
      fc.constantFrom(5e-324, -5e-324, 2.2250738585072014e-308, 1e-200, 9.9999e-201),
    );
    fc.assert(
      fc.property(anyNumber, (number) => {
        const literal = encodeFilter(f.gt("x", number)).slice(".x > ".length);
        const [, digits = "", scale] = /^(-?\d[\d.]*(?:e\d+)?)( \/ 2 \*\* 1000)?$/.exec(literal) ?? [];
        expect(digits).not.toBe("");
        expect(digits.length).toBeLessThan(256);
        expect(Number(digits) / (scale === undefined ? 1 : 2 ** 1000)).toBe(number === 0 ? 0 : number);
      }),
      { numRuns: 1000 },
    );
  });

  it("writes any text so that it cannot end its quotes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const expression = encodeFilter(f.eq("x", text));
        const parts = /^\.x == (["'])([\s\S]*)\1 and \.x != \1 ([\s\S]*)\1$/.exec(expression);
        const [, quote = "", first, second] = parts ?? [];
        expect(first).toBe(encodeAttributeText(text));
        expect(first).not.toContain(quote);
        expect(first).not.toMatch(/[\\\0]/);
        expect(second).toBe(first);
      }),
    );
  });

  it.each(["", "a b", "a.b", "ä", ".x", "x == 1 or .y", 'x"', "x\n", "x\0"])(
    "refuses %j as the name of a field",
    (field) => {
      for (const filter of [
        f.eq(field, "v"),
        f.gt(field, 1),
        f.between(field, 1, 2),
        f.and(f.eq(field, false)),
        ...[f.in(field, []), f.exists(field), f.missing(field), f.not(f.textContains(field, "a"))],
      ]) {
        expect(() => encodeFilter(filter)).toThrow(
          expect.objectContaining({ code: "INVALID_FILTER", details: { field } }),
        );
      }
    },
  );

  it.each<[string, Filter]>([
    ["NaN", f.eq("x", Number.NaN)],
    ["a bigint beyond the safe integers", f.eq("x", 2n ** 53n)],
    ["an invalid date", f.gt("x", new Date(Number.NaN))],
    ["a boolean in a range", untyped({ type: "gt", field: "x", value: true })],
    ["a range from a number to text", f.between("x", 1, "b")],
    ["or() without filters", f.or()],
    ["a not node without a filter", untyped({ type: "not" })],
    ["values that are no list", untyped({ type: "in", field: "x", values: "abc" })],
    ["a list with a hole", untyped({ type: "in", field: "x", values: new Array(2) })],
    ["1,001 values", f.in("x", new Array(1_001).fill(1))],
    ["1,001 excluded values", f.notIn("x", new Array(1_001).fill(1))],
    ["a prefix that is no text", untyped({ type: "startsWith", field: "x", text: 1 })],
    ["33 levels", nested(32, (filter) => f.and(filter))],
    ["33 negations", nested(32, f.not)],
    ["Infinity", f.gt("x", Number.POSITIVE_INFINITY)],
    ["an infinite bound", f.between("x", 0, Number.POSITIVE_INFINITY)],
    ["and() without filters", f.and()],
    ["a missing value", untyped({ type: "eq", field: "x" })],
    ["a null value", untyped({ type: "eq", field: "x", value: null })],
    ["a field that is no text", untyped({ type: "eq", field: 1, value: 1 })],
    ["an and node without filters", untyped({ type: "and" })],
    ["an unknown node", untyped({ type: "near", field: "x" })],
    ["undefined", untyped(undefined)],
    ["null within and", untyped({ type: "and", filters: [null] })],
    ["a string in the server's syntax", untyped(".x == 1")],
    ["a BigInt as field", untyped({ type: "eq", field: 1n, value: 1 })],
    ["a symbol as type", untyped({ type: Symbol("eq"), field: "x", value: 1 })],
    [
      "an and node with a hole",
      untyped({ type: "and", filters: Object.assign(new Array(2), [f.gt("x", 1)]) }),
    ],
    ["more than 10,000 conditions", f.and(...Array.from({ length: 10_001 }, () => f.gt("x", 1)))],
    ["a filter that contains itself", cyclic],
    ["20,000 levels", nested(20_000, (filter) => f.and(filter))],
    ["60 levels of which each contains the next one twice", nested(60, (filter) => f.and(filter, filter))],
    ["a getter that throws", untyped(Object.defineProperty({}, "type", { get: broken }))],
    ["a proxy that throws", untyped(new Proxy({}, { get: broken }))],
  ])("refuses %s", (_sentence, filter) => {
    expect(() => encodeFilter(filter)).toThrow(expect.objectContaining({ code: "INVALID_FILTER" }));
  });

  it("accepts 32 levels, 1,000 values and 10,000 conditions, and keeps their order", () => {
    expect(
      encodeFilter(
        f.in(
          "x",
          Array.from({ length: 1_000 }, (_, i) => i),
        ),
      ),
    ).toContain(",999]");
    expect(encodeFilter(nested(31, (filter) => f.and(filter)))).toBe(".x > 1");
    const many = f.and(...Array.from({ length: 10_000 }, (_, index) => f.gt("x", index)));
    expect(encodeFilter(many).split(" and ").at(-1)).toBe(".x > 9999");
  });

  it.each<[unknown, string]>([
    [{ year: 2024 }, 'got an object that f did not make. Write f.eq("year", value); f comes from "octavec".'],
    [{ lang: "s3cret", year: 2024 }, 'Write f.and(f.eq("lang", value), f.eq("year", value));'],
    [{ year: { $gte: 2020, $lt: 2024 } }, 'Write f.and(f.gte("year", value), f.lt("year", value));'],
    [{ year: { ">": 2020 } }, 'Write f.gt("year", value);'],
    [{ type: "s3cret" }, 'Write f.eq("type", value);'],
    [".year == 2024", 'got a string. Write f.eq("lang", "en"), or f.and(…)'],
    [f.eq, "got a function. Write"],
    [[f.eq("lang", "en")], "got a list. Write"],
    [null, "got null. Write"],
    [{ "s3cret field": 1 }, 'Write f.eq("lang", "en"), or'],
  ])("says of %j how to write it with f, and never the value", (filter, message) => {
    let said = "";
    try {
      encodeFilter(untyped(filter));
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain("filter: expected a filter built with f, ");
    expect(said).toContain(message);
    expect(said).not.toContain("s3cret");
  });

  it("names the field but never the value in the message of a refusal", () => {
    expect(() => encodeFilter(untyped({ type: "gt", field: "x", value: ["s3cret"] }))).toThrow(
      /^(?!.*s3cret).*"x".*a list of 1/,
    );
  });
});
