import fc from "fast-check";
import { expect, test } from "vitest";
import { joinFields, splitFields } from "../../../src/migration/source/split-fields.js";

test("scalars and lists of them become attributes; objects, null, nested lists and large integers go to extra", () => {
  const fields = Object.entries({
    a: "x",
    b: 1,
    c: false,
    d: ["x", 1, true],
    e: [],
    f: null,
    g: { h: [1, { i: null }] },
    j: [["x"]],
    k: [null],
    l: 2n ** 64n,
    m: undefined,
  });
  const { attributes, extra } = splitFields(fields);
  expect(attributes).toEqual({ a: "x", b: 1, c: false, d: ["x", 1, true], e: [] });
  expect(extra).toBe('{"f":null,"g":{"h":[1,{"i":null}]},"j":[["x"]],"k":[null],"l":18446744073709551616}');
});

test("any JSON object is split and joined without change, even with a field named __proto__", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (payload) => {
      const entries = Object.entries(JSON.parse(JSON.stringify(payload)));
      expect(new Map(Object.entries(joinFields(splitFields(entries))))).toEqual(new Map(entries));
    }),
  );
  const named = splitFields([["__proto__", "x"]]);
  expect(Object.entries(joinFields(named))).toEqual([["__proto__", "x"]]);
});

test("an object without fields has neither attributes nor extra", () => {
  expect(splitFields([])).toEqual({});
});

test("extra that is not a JSON object becomes a field named extra", () => {
  expect(joinFields({ extra: "plain" })).toEqual({ extra: "plain" });
  expect(joinFields({ extra: "[1]", attributes: { a: 1 } })).toEqual({ a: 1, extra: [1] });
});

test("nesting that would exhaust the call stack is refused with a code", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(() => splitFields([["deep", deep]])).toThrow(
    expect.objectContaining({ code: "INVALID_ATTRIBUTES" }),
  );
});
