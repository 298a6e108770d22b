import { describe, expect, test } from "vitest";
import { hashFieldValue, jsonFieldValue } from "../../../src/migration/redisearch/field-values.js";
import { simplePath, withoutPlaces } from "../../../src/migration/redisearch/json-path.js";

const field = (type: string, separator = "") => ({
  name: "x",
  path: "x",
  type,
  separator,
  caseSensitive: false,
  vector: {},
});

describe("fields of a hash", () => {
  test("tags are split and trimmed; a single tag is text, or a list if lists were asked for", () => {
    expect(hashFieldValue(field("TAG", ","), " red , blue,,green ", "auto")).toEqual([
      "red",
      "blue",
      "green",
    ]);
    expect(hashFieldValue(field("TAG", ","), "red", "auto")).toBe("red");
    expect(hashFieldValue(field("TAG", ","), "red", "list")).toEqual(["red"]);
    expect(hashFieldValue(field("TAG", ";"), "a,b", "auto")).toBe("a,b");
    expect(hashFieldValue(field("TAG", ","), " , ", "auto")).toBeUndefined();
  });

  test.each([
    ["42", 42],
    [" -1.5e3 ", -1500],
    [".5", 0.5],
    ["+7", 7],
    ["", undefined],
    ["0x10", undefined],
    ["1,5", undefined],
    ["inf", undefined],
    ["1e999", undefined],
  ])("the NUMERIC text %j is %j", (text, value) => {
    expect(hashFieldValue(field("NUMERIC"), text, "auto")).toBe(value);
  });

  test("TEXT and GEO stay text, and a GEOSHAPE is not an attribute", () => {
    expect(hashFieldValue(field("TEXT"), "a, b", "auto")).toBe("a, b");
    expect(hashFieldValue(field("GEO"), "13.4,52.5", "auto")).toBe("13.4,52.5");
    expect(hashFieldValue(field("GEOSHAPE"), "POINT (1 2)", "auto")).toBeUndefined();
  });
});

describe("values at a JSON path", () => {
  test("lists stay lists, null is left out, and a value of another type is not an attribute", () => {
    expect(jsonFieldValue(field("TAG"), [["a", "b"]], "auto")).toEqual(["a", "b"]);
    expect(jsonFieldValue(field("TAG"), [["a"]], "auto")).toEqual(["a"]);
    expect(jsonFieldValue(field("TAG"), ["a", "b"], "auto")).toEqual(["a", "b"]);
    expect(jsonFieldValue(field("TAG"), ["a,b"], "auto")).toBe("a,b");
    expect(jsonFieldValue(field("TAG", ","), ["a,b"], "auto")).toEqual(["a", "b"]);
    expect(jsonFieldValue(field("TAG"), [true], "auto")).toBe(true);
    expect(jsonFieldValue(field("TAG"), [5], "auto")).toBeUndefined();
    expect(jsonFieldValue(field("NUMERIC"), [1.5], "auto")).toBe(1.5);
    expect(jsonFieldValue(field("NUMERIC"), [[1, null, 2]], "auto")).toEqual([1, 2]);
    expect(jsonFieldValue(field("NUMERIC"), ["1"], "auto")).toBeUndefined();
    expect(jsonFieldValue(field("TEXT"), ["x", "y"], "auto")).toEqual(["x", "y"]);
    expect(jsonFieldValue(field("TEXT"), [null], "auto")).toBeUndefined();
    expect(jsonFieldValue(field("TEXT"), [], "auto")).toBeUndefined();
    expect(jsonFieldValue(field("TEXT"), [{ a: 1 }], "auto")).toBeUndefined();
  });
});

test("a path that names one place is distinguished from one that can match several", () => {
  expect(simplePath("$.a.b")).toEqual(["a", "b"]);
  expect(simplePath(`$["a b"]['c.d'].e`)).toEqual(["a b", "c.d", "e"]);
  expect(simplePath(".a.b")).toEqual(["a", "b"]);
  expect(simplePath("a")).toEqual(["a"]);
  for (const path of ["$", "$..a", "$.a[*]", "$.a[0]", "$.*", "$.a[?(@.b>1)]"]) {
    expect(simplePath(path)).toBeUndefined();
  }
});

test("places are removed from a document, together with objects that become empty", () => {
  const document = { a: { b: 1 }, c: { d: 1, e: 2 }, f: {}, g: [1] };
  expect(
    withoutPlaces(document, [
      ["a", "b"],
      ["c", "d"],
      ["missing", "x"],
      ["g", "x"],
    ]),
  ).toEqual({
    c: { e: 2 },
    f: {},
    g: [1],
  });
  expect(document.a).toEqual({ b: 1 });
  expect(withoutPlaces([1], [["a"]])).toEqual([1]);
});
