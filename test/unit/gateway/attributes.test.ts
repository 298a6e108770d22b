import fc from "fast-check";
import { expect, it } from "vitest";
import { attributesOfTags, tagsOfAttributes } from "../../../src/gateway/langcache/attributes.js";

const value = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
  .filter((text) => !text.includes(","));
const names = ["lang", "user-id", "a_b", "__proto__"];

it("attributes come back from tags byte for byte, whatever their values are", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...names), value)), (pairs) => {
      const given = Object.fromEntries(pairs);
      const tags = tagsOfAttributes({ attributes: names }, given);
      expect(attributesOfTags(tags)).toEqual(given);
    }),
  );
});

it("different attributes have different tags", () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.constantFrom(...names), value, value, (a, b, x, y) => {
      fc.pre(a !== b || x !== y);
      const tagOf = (name: string, text: string) =>
        tagsOfAttributes({ attributes: names }, { [name]: text })[0];
      expect(tagOf(a, x)).not.toBe(tagOf(b, y));
    }),
  );
});

it("every fault is named with its field, and none of the values is quoted", () => {
  const given = { lang: "secret,value", planet: "secret", "user-id": "" };
  expect(() => tagsOfAttributes({ attributes: names }, given)).toThrow(
    expect.objectContaining({
      problem: expect.objectContaining({
        fields: [
          { field: "attributes.lang", rule: "pattern", message: "expected a value without commas" },
          expect.objectContaining({ field: "attributes.planet", rule: "declared" }),
          expect.objectContaining({ field: "attributes.user-id", rule: "length" }),
        ],
      }),
    }),
  );
});
