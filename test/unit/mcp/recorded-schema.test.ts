import { expect, it } from "vitest";
import { recordedSchema } from "../../../src/mcp/collections/recorded-schema.js";

const schema = recordedSchema(
  new Map([
    ["lang", "text"],
    ["year", "number"],
    ["tags", "text|text[]"],
    ["more", "other"],
  ]),
);
const problemsOf = (attributes: Record<string, unknown>) => {
  const parsed = schema.safeParse(attributes);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0]);
};

it("attributes of the recorded types pass, and so do absent, null and unknown fields", () => {
  expect(problemsOf({ lang: "en", year: 2024, tags: ["a", null], more: { a: 1 }, unknown: [{}] })).toEqual(
    [],
  );
  expect(problemsOf({ year: true, tags: "a", lang: null, more: null })).toEqual([]);
  expect(problemsOf({})).toEqual([]);
});

it("attributes of other types are refused with their field and without their value", () => {
  expect(problemsOf({ lang: 1, year: "2024", tags: ["a", 1], more: "secret" })).toEqual([
    "lang",
    "year",
    "tags",
    "more",
  ]);
  expect(problemsOf({ year: [2024], lang: { en: true } })).toEqual(["year", "lang"]);
  const parsed = schema.safeParse({ lang: 12_345 });
  expect(JSON.stringify(parsed)).not.toContain("12345");
});
