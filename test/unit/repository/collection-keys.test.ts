import fc from "fast-check";
import { expect, test } from "vitest";
import { parseOptions, repositoryOptionsSchema } from "../../../src/options/index.js";
import { collectionKeys } from "../../../src/repository/collection-keys.js";

test("the keys of a collection are those that other programs may rely on", () => {
  expect(collectionKeys("shop:acme", "articles")).toEqual({
    vectors: "{shop:acme:articles}:v",
    clearing: "{shop:acme:articles}:clearing",
    meta: "shop:acme:articles:meta",
  });
});

/** Names that the schema lets through, made of few characters so that they often nearly meet. */
const place = fc
  .record({
    namespace: fc.stringMatching(/^[a:v]{1,6}$/),
    collection: fc.constantFrom("a", "v", "aa", "meta", "clearing", "va"),
  })
  .filter((names) => {
    try {
      parseOptions(repositoryOptionsSchema, { ...names, dimension: 1 }, "options");
      return true;
    } catch {
      return false;
    }
  });

test("no two collections share a key", () => {
  fc.assert(
    fc.property(place, place, (one, other) => {
      fc.pre(one.namespace !== other.namespace || one.collection !== other.collection);
      const keys = Object.values(collectionKeys(one.namespace, one.collection));
      const others = Object.values(collectionKeys(other.namespace, other.collection));
      expect(new Set([...keys, ...others]).size).toBe(6);
    }),
    { numRuns: 2_000 },
  );
});

test("the set and what is parked for removal share one hash tag, so RENAME works in a cluster", () => {
  const { vectors, clearing } = collectionKeys("a:b", "c");
  const tag = /\{(.+?)\}/;
  expect(tag.exec(vectors)?.[1]).toBe("a:b:c");
  expect(tag.exec(clearing)?.[1]).toBe("a:b:c");
});
