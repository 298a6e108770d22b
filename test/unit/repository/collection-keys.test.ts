import fc from "fast-check";
import { expect, test } from "vitest";
import { parseOptions, repositoryOptionsSchema } from "../../../src/options/index.js";
import { collectionKeys } from "../../../src/repository/elements/collection-keys.js";

test("a collection has exactly the keys that are documented for other programs", () => {
  expect(collectionKeys("shop:acme", "articles")).toEqual({
    vectors: "{shop:acme:articles}:v",
    clearing: "{shop:acme:articles}:clearing",
    meta: "{shop:acme:articles}:meta",
    codes: "{shop:acme:articles}:codes",
    bounds: "{shop:acme:articles}:bounds",
    words: "{shop:acme:articles}:words",
    expiry: "{shop:acme:articles}:expiry",
    calibrationPrefix: "{shop:acme:articles}:calibration:",
    calibrationLease: "{shop:acme:articles}:calibrating",
    rewriting: "{shop:acme:articles}:rewriting",
  });
});

/** Valid names of few different characters, so that two of them often differ only a little. */
const names = fc
  .record({
    namespace: fc.stringMatching(/^[a:v]{1,6}$/),
    collection: fc.constantFrom(
      "a",
      "v",
      "aa",
      "meta",
      "clearing",
      "codes",
      "words",
      "expiry",
      "calibration",
      "va",
    ),
  })
  .filter((each) => {
    try {
      parseOptions(repositoryOptionsSchema, { ...each, dimension: 1 }, "options");
      return true;
    } catch {
      return false;
    }
  });

test("no two collections share a key", () => {
  fc.assert(
    fc.property(names, names, (one, other) => {
      fc.pre(one.namespace !== other.namespace || one.collection !== other.collection);
      const keys = Object.values(collectionKeys(one.namespace, one.collection));
      const others = Object.values(collectionKeys(other.namespace, other.collection));
      expect(new Set([...keys, ...others]).size).toBe(20);
    }),
    { numRuns: 2_000 },
  );
});

test("all keys share one hash tag, so scripts and RENAME work in a cluster", () => {
  for (const key of Object.values(collectionKeys("a:b", "c")))
    expect(/\{(.+?)\}/.exec(key)?.[1]).toBe("a:b:c");
});
