import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeAttributes, encodeAttributes } from "../../../src/commands/index.js";

const text = fc.string({ unit: "binary" });
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value")),
    fc.dictionary(text, tie("value"), { noNullPrototype: true }),
  ),
})).value;
const attributes = fc.dictionary(text, json, { noNullPrototype: true });

describe("attributes", () => {
  it("are decoded to what was encoded, at every depth and with any text", () => {
    fc.assert(
      fc.property(attributes, (object) => {
        expect(decodeAttributes(encodeAttributes(object))).toEqual(object);
      }),
    );
  });

  it("are encoded as JSON.stringify does if no text needs encoding", () => {
    const object = {
      lang: "en",
      year: 2024,
      tags: ["a", 1, true, null],
      nested: { "odd key": { deep: "it's" } },
      zero: -0,
    };
    expect(encodeAttributes(object)).toBe(JSON.stringify(object));
    expect(encodeAttributes({})).toBe("{}");
  });

  it("have encoded texts in values, arrays and nested objects, but not in keys", () => {
    expect(encodeAttributes({ "k\\": "a\\b", list: ["\0"], nested: { inner: `'"` } })).toBe(
      '{"k\\\\":"%!a%5Cb","list":["%!%00"],"nested":{"inner":"%!\'%22"}}',
    );
  });

  it("keep a key named __proto__ as an own property, without changing any prototype", () => {
    const object: unknown = JSON.parse('{"__proto__":{"polluted":"a\\\\b"},"constructor":1}');
    const stored = encodeAttributes(object as object);
    expect(stored).toBe('{"__proto__":{"polluted":"%!a%5Cb"},"constructor":1}');
    const decoded = decodeAttributes(stored);
    expect(Object.keys(decoded ?? {})).toEqual(["__proto__", "constructor"]);
    expect(Object.getOwnPropertyDescriptor(decoded, "__proto__")?.value).toEqual({ polluted: "a\\b" });
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("may have undefined properties, which are dropped as in JSON, and no prototype", () => {
    const bare: object = Object.assign(Object.create(null), { a: 1, b: undefined });
    expect(encodeAttributes(bare)).toBe('{"a":1}');
  });

  it("may contain one object twice, which is no cycle", () => {
    const shared = { x: 1 };
    expect(encodeAttributes({ a: shared, b: [shared, shared] })).toBe('{"a":{"x":1},"b":[{"x":1},{"x":1}]}');
  });

  const cycle: Record<string, unknown> = { a: {} };
  cycle.a = { list: [cycle] };
  class Money {}

  it.each<[string, object, string]>([
    ["NaN", { price: Number.NaN }, "attributes.price is NaN"],
    ["Infinity", { a: { b: Number.POSITIVE_INFINITY } }, "attributes.a.b is infinite"],
    ["undefined in a list", { tags: ["a", undefined] }, "attributes.tags[1] is undefined"],
    ["a hole in a list", { tags: new Array<string>(1) }, "attributes.tags[0] is undefined"],
    ["a BigInt", { id: 1n }, "attributes.id is a bigint"],
    ["a function", { id: () => 1 }, "attributes.id is a function"],
    ["a symbol", { id: Symbol("x") }, "attributes.id is a symbol"],
    ["a Date", { at: new Date(0) }, "attributes.at is a Date (store its getTime() to filter by range)"],
    ["a Map", { map: new Map() }, "attributes.map is an instance of Map"],
    [
      "an instance of the caller's own class",
      { price: new Money() },
      "attributes.price is an instance of Money",
    ],
    ["a typed array", { vector: new Float32Array(2) }, "attributes.vector is an instance of Float32Array"],
    ["a cycle", cycle, "attributes.a.list[0] is an object that contains itself"],
    ["a list at the top", ["a"], "attributes is an array, where a plain object is expected"],
    ["a Map at the top", new Map(), "attributes is an instance of Map, where a plain object is expected"],
  ])("are refused with their path if they contain %s", (_sentence, object, found) => {
    expect(() => encodeAttributes(object)).toThrow(
      expect.objectContaining({ code: "INVALID_ATTRIBUTES", message: expect.stringContaining(`${found}.`) }),
    );
  });

  it("are refused before they exhaust the memory if the text doubles with every level", () => {
    let object: object = { text: "x".repeat(1_000) };
    for (let level = 0; level < 60; level++) object = { left: object, right: object };
    expect(() => encodeAttributes(object)).toThrow(
      expect.objectContaining({
        code: "INVALID_ATTRIBUTES",
        message: expect.stringContaining("16777216 characters"),
      }),
    );
  });

  it("are refused if reading them throws, with that error as the cause", () => {
    const cause = new RangeError("broken");
    const trap = () => {
      throw cause;
    };
    for (const value of [
      Object.defineProperty({}, "x", { enumerable: true, get: trap }),
      new Proxy({}, { ownKeys: trap }),
    ]) {
      expect(() => encodeAttributes({ value })).toThrow(
        expect.objectContaining({ code: "INVALID_ATTRIBUTES", cause }),
      );
    }
  });

  it("are refused if they are nested so deeply that they could exhaust the call stack", () => {
    const nest = (levels: number) => {
      let object: object = {};
      for (let i = 1; i < levels; i++) object = i % 2 === 0 ? { o: object } : { o: [object] };
      return object;
    };
    expect(() => encodeAttributes(nest(60))).not.toThrow();
    expect(() => encodeAttributes(nest(100_000))).toThrow(
      expect.objectContaining({ code: "INVALID_ATTRIBUTES" }),
    );
  });

  it("are never repeated in the message of a refusal", () => {
    expect(() => encodeAttributes({ a: "s3cret", b: [Number.NaN] })).not.toThrow(/s3cret/);
  });

  it.each(["", "no json", '{"a":', "[1]", '"text"', "1", "null"])(
    "are undefined if another program stored %j",
    (stored) => {
      expect(decodeAttributes(stored)).toBeUndefined();
    },
  );
});
