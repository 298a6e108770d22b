import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeAttributes, encodeAttributes, f, matches } from "../../../src/commands/index.js";
import { attributesOf, fieldOf, isEmpty, metadataOf } from "../../../src/metadata.js";

const name = fc.oneof(
  fc.constantFrom("a", "b-1", "file name", "a.b", "größe", "__proto__", "constructor", ""),
  fc.string({ maxLength: 4 }),
);
const { json } = fc.letrec<{ json: unknown; object: object }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie("json"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc.dictionary(name, tie("json"), { maxKeys: 3, noNullPrototype: true }),
}));
const anyMetadata = fc.dictionary(name, json, { maxKeys: 5, noNullPrototype: true });

test("metadata of any form come back from the stored text as they were", () => {
  fc.assert(
    fc.property(anyMetadata, (metadata) => {
      const stored = encodeAttributes(attributesOf(metadata));
      expect(metadataOf(decodeAttributes(stored))).toEqual(metadata);
    }),
  );
});

test("two paths never have the same name, and each name is one that filters can use", () => {
  const path = fc.oneof(name, fc.string({ unit: fc.constantFrom("a", ".", "-", "_", "2", "e", " ") }));
  fc.assert(
    fc.property(path, path, (one, other) => {
      expect(fieldOf(one)).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(fieldOf(one) === fieldOf(other)).toBe(one === other);
    }),
    { numRuns: 1_000 },
  );
});

test("a filter finds nested fields and fields of any name", () => {
  const attributes = attributesOf({
    lang: "en",
    "file name": "a.md",
    user: { age: 36, "home town": { zip: "101" }, tags: ["x", "y"], pets: [{ name: "Rex" }], gone: null },
  });
  const found = (path: string, make: (field: string) => ReturnType<typeof f.exists>) =>
    matches(make(fieldOf(path)), attributes);
  expect(found("lang", (field) => f.eq(field, "en"))).toBe(true);
  expect(found("file name", (field) => f.eq(field, "a.md"))).toBe(true);
  expect(found("user.age", (field) => f.gt(field, 35))).toBe(true);
  expect(found("user.home town.zip", (field) => f.eq(field, "101"))).toBe(true);
  expect(found("user.tags", (field) => f.contains(field, "y"))).toBe(true);
  for (const path of ["user", "user.home town", "user.pets"]) expect(found(path, f.exists)).toBe(true);
  for (const path of ["user.gone", "user.name", "user.pets.name"]) expect(found(path, f.exists)).toBe(false);
});

test("where a field of the top has the path of a nested one as its name, it is the one that is found", () => {
  for (const metadata of [
    { "a.b": 1, a: { b: 2 } },
    { a: { b: 2 }, "a.b": 1 },
  ]) {
    const attributes = attributesOf(metadata);
    expect(matches(f.eq(fieldOf("a.b"), 1), attributes)).toBe(true);
    expect(metadataOf(attributes)).toEqual(metadata);
  }
});

test("a field is empty if it is absent, null, an empty text or an empty list, at any depth", () => {
  const attributes = attributesOf({ a: null, b: "", c: [], d: 0, e: [""], g: { h: [], i: " " }, "j k": "" });
  for (const path of ["a", "b", "c", "none", "g.h", "j k"])
    expect(matches(isEmpty(path), attributes)).toBe(true);
  for (const path of ["d", "e", "g", "g.i"]) expect(matches(isEmpty(path), attributes)).toBe(false);
});

test("dates become their ISO texts at any depth", () => {
  const day = new Date("2026-11-30T12:00:00Z");
  const attributes = attributesOf({ day, list: [day], nested: { day } });
  expect(metadataOf(attributes)).toEqual(JSON.parse(JSON.stringify({ day, list: [day], nested: { day } })));
  expect(matches(f.gt(fieldOf("nested.day"), "2026-11-30"), attributes)).toBe(true);
});

test("metadata that cannot be stored, or would not come back, are refused", () => {
  const self: Record<string, unknown> = { name: "a" };
  self.self = self;
  const many = {
    nested: Object.fromEntries(Array.from({ length: 1_001 }, (_, place) => [`field${place}`, place])),
  };
  const refused: readonly [unknown, string][] = [
    [null, "got null"],
    [[], "got an array"],
    ["text", "got a string"],
    [{ "octavec-path-a": 1 }, "reserved"],
    [{ "octavec-empty": [] }, "reserved"],
    [self, "contains itself"],
    [many, "at most 1000 fields"],
  ];
  for (const [metadata, message] of refused) {
    const made = () => attributesOf(metadata as object);
    expect(made).toThrow(expect.objectContaining({ code: "INVALID_ATTRIBUTES" }));
    expect(made).toThrow(message);
  }
  // The store says the rest.
  for (const value of [new Date(Number.NaN), [1, undefined], new Map(), 1n, Number.NaN]) {
    const stored = () => encodeAttributes(attributesOf({ value }));
    expect(stored).toThrow(expect.objectContaining({ code: "INVALID_ATTRIBUTES" }));
  }
});
