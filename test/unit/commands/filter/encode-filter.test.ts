import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeAttributeText, encodeFilter, type Filter, f } from "../../../../src/commands/index.js";

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
  it.each<[Filter, string]>([
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
    [f.and(f.gt("x", 1), f.and(f.eq("b", false), f.lt("y", 2))), ".x > 1 and .b == 0 and not .b and .y < 2"],
  ])("turns %j into %s", (filter, expression) => {
    expect(encodeFilter(filter)).toBe(expression);
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
      ]) {
        expect(() => encodeFilter(filter)).toThrow(
          expect.objectContaining({ code: "INVALID_FILTER", details: { field } }),
        );
      }
    },
  );

  it.each<[string, Filter]>([
    ["NaN", f.eq("x", Number.NaN)],
    ["Infinity", f.gt("x", Number.POSITIVE_INFINITY)],
    ["an infinite bound", f.between("x", 0, Number.POSITIVE_INFINITY)],
    ["and() without filters", f.and()],
    ["a missing value", untyped({ type: "eq", field: "x" })],
    ["a null value", untyped({ type: "eq", field: "x", value: null })],
    ["text in a range", untyped({ type: "gt", field: "x", value: "2024-01-01" })],
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

  it("accepts 100 levels and 10,000 conditions, and keeps their order", () => {
    expect(encodeFilter(nested(99, (filter) => f.and(filter)))).toBe(".x > 1");
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
    expect(() => encodeFilter(untyped({ type: "gt", field: "x", value: "s3cret" }))).toThrow(
      /^(?!.*s3cret).*"x".*a string/,
    );
  });
});
