import { describe, expect, test } from "vitest";
import { type Filter, f, matches } from "../../../../src/index.js";

const when = new Date("2024-05-01T00:00:00Z");

describe("a comparison with a missing field is false", () => {
  const comparisons: readonly Filter[] = [
    ...[f.eq("a", 1), f.eq("a", false), f.eq("a", ""), f.ne("a", 1), f.ne("a", "x"), f.contains("a", 1)],
    ...[f.gt("a", -1), f.gte("a", 0), f.lt("a", 1), f.lte("a", 0), f.between("a", -1, 1), f.gte("a", "")],
    ...[f.in("a", [0, "", 1]), f.notIn("a", [1]), f.notIn("a", []), f.exists("a")],
    ...[f.startsWith("a", ""), f.textContains("a", "")],
  ];
  test.each(comparisons)("%j", (filter) => {
    for (const attributes of [{}, { a: null }, { a: undefined }, { b: 1 }, undefined]) {
      expect(matches(filter, attributes)).toBe(false);
      expect(matches(f.not(filter), attributes)).toBe(true);
    }
  });

  test("and a field is missing if only a prototype has it", () => {
    expect(matches(f.exists("constructor"), {})).toBe(false);
    expect(matches(f.missing("toString"), {})).toBe(true);
    expect(matches(f.eq("__proto__", 1), JSON.parse('{"__proto__":1}'))).toBe(true);
  });
});

test.each<[Filter, unknown[], unknown[]]>([
  [f.eq("a", "10"), ["10"], [10, " 10", "10.0", ["10"], true]],
  [f.eq("a", 10), [10, 10.0], ["10", "1e1", [10], 10.5]],
  [f.eq("a", 0), [0, -0, false], ["", "0", [], {}, "abc"]],
  [f.eq("a", true), [true, 1], ["true", 2, false]],
  [f.eq("a", false), [false, 0], ["", "false", true]],
  [f.eq("a", when), [when.getTime()], [when.toISOString()]],
  [f.eq("a", ""), [""], [0, false, " ", []]],
  [f.eq("a", 2 ** 53), [2 ** 53, 2 ** 53 + 1], [2 ** 53 - 1]],
  [f.ne("a", 10), ["10", 11, [10], {}, [{}], false], [10]],
  [f.ne("a", "x"), ["y", 0, [], {}], ["x"]],
  [f.gt("a", 5), [6, 5.0001], [5, 4, "6", true, [6]]],
  [f.gte("a", 1), [1, true, 7], [0.9, false, "1"]],
  [f.lt("a", 100), [-1, 0, false, 99], ["50", "abc", [], 100]],
  [f.lte("a", when), [when.getTime(), 0], [when.getTime() + 1, when.toISOString()]],
  [f.gt("a", "b"), ["ba", "c", "é", "😀"], ["b", "B", 5, ["c"]]],
  // By UTF-16 code units, U+FF5E comes after the first half of an emoji.
  [f.gt("a", "😀"), ["\uff5e"], ["\ud83d", "z"]],
  [f.between("a", 1, 3), [1, 2, 3, true], [0, 3.1, "2"]],
  [f.between("a", "a", "c"), ["a", "bzz", "c"], ["ca", "A", 2]],
  [f.between("a", 3, 1), [], [1, 2, 3]],
  [f.in("a", ["x", 1]), ["x", 1, true], ["1", "xx", ["x"], 0]],
  [f.in("a", []), [], [0, "", []]],
  [f.notIn("a", ["x", 1]), ["1", 0, ["x"], {}], ["x", 1, true]],
  [f.notIn("a", []), [0, "", {}], []],
  [f.contains("a", "x"), [["x"], ["y", "x", null]], ["x", ["xx"], [["x"]], ["x", {}], ["x", ["x"]], []]],
  [f.contains("a", 1), [[1], [true], ["x", 1]], [["1"], 1, [0]]],
  [f.exists("a"), [0, "", false, [], {}], [null]],
  [f.missing("a"), [null], [0, "", false, [], {}]],
  [f.startsWith("a", "ab"), ["ab", "abc"], ["Ab", "xab", ["ab"], 5]],
  [f.textContains("a", "%\\"), ["100 %\\", "%\\"], ["%", "\\%"]],
  [f.textContains("a", "\ud83d"), ["😀"], ["x"]],
])("%j matches exactly the values that it names", (filter, yes, no) => {
  for (const a of yes) expect(matches(filter, { a }), JSON.stringify(a)).toBe(true);
  for (const a of no) expect(matches(filter, { a }), JSON.stringify(a)).toBe(false);
});

test("a safe bigint is the number, and a larger one is refused", () => {
  expect(matches(f.eq("a", 10n), { a: 10 })).toBe(true);
  expect(matches(f.lt("a", 10n), { a: 10 })).toBe(false);
  expect(() => matches(f.eq("a", 2n ** 53n), { a: 1 })).toThrow(
    expect.objectContaining({ code: "INVALID_FILTER", message: expect.stringContaining("2^53") }),
  );
});

test("and, or and not combine filters as in logic", () => {
  const [yes, no] = [f.eq("a", 1), f.eq("a", 2)];
  const attributes = { a: 1 };
  expect(matches(f.and(yes, yes), attributes)).toBe(true);
  expect(matches(f.and(yes, no), attributes)).toBe(false);
  expect(matches(f.or(no, yes), attributes)).toBe(true);
  expect(matches(f.or(no, no), attributes)).toBe(false);
  expect(matches(f.not(f.or(no, f.not(yes))), attributes)).toBe(true);
  expect(matches(f.not(f.not(yes)), attributes)).toBe(true);
  expect(matches(f.not(f.missing("a")), attributes)).toBe(true);
});
