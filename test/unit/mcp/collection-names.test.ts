import fc from "fast-check";
import { expect, it } from "vitest";
import { nameOfKey } from "../../../src/mcp/contract/collection-names.js";
import { CollectionNames } from "../../../src/mcp/index.js";

const part = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/);

it("a name is allowed if it is given whole, or begins as a pattern does", () => {
  const names = new CollectionNames(["shop:articles", "team:*", "lab:draft-*"]);
  const allowed = ["shop:articles", "team:a", "team:acme:a", "lab:draft-1"];
  const refused = ["shop:articles2", "shop:article", "teams:a", "lab:final", "other:a"];
  expect(allowed.filter((name) => names.allows(name))).toEqual(allowed);
  expect(refused.filter((name) => names.allows(name))).toEqual([]);
  expect(names.known).toBeUndefined();
  expect(new CollectionNames(["b:a", "a:a"]).known).toEqual(["a:a", "b:a"]);
});

it("the keys that are looked for are those of one beginning, or all", () => {
  expect(new CollectionNames(["shop:*"]).keyPattern).toBe("{shop:*}:v");
  expect(new CollectionNames(["shop:*", "team:*"]).keyPattern).toBe("{*}:v");
  expect(new CollectionNames(["shop:*", "team:a"]).keyPattern).toBe("{*}:v");
});

it("the last colon of a name ends its namespace, and its key leads back to it", () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), part, (spaces, collection) => {
      const namespace = spaces.join(":");
      const name = `${namespace}:${collection}`;
      expect(new CollectionNames(["*"]).placeOf(name)).toEqual({ namespace, collection });
      expect(nameOfKey(`{${name}}:v`)).toBe(name);
    }),
  );
});

it("any other text is refused as a name and as a pattern, with a code", () => {
  for (const text of ["", "articles", ":a", "a:", "a::", "a b:c", "a:b*c", "{a:b}", "a:é"]) {
    expect(() => new CollectionNames(["*"]).placeOf(text)).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
    expect(() => new CollectionNames([text])).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
    expect(nameOfKey(`{${text}}:v`)).toBeUndefined();
  }
  expect(nameOfKey("a:b")).toBeUndefined();
  expect(nameOfKey("{a:b}:meta")).toBeUndefined();
});

it("a collection that is not allowed is told apart from a wrong name", () => {
  expect(() => new CollectionNames(["a:*"]).placeOf("b:c")).toThrow(
    expect.objectContaining({ code: "NOT_AUTHORIZED" }),
  );
});
