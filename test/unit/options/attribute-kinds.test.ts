import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkFilter, type Filter, f } from "../../../src/commands/index.js";
import { attributeKinds } from "../../../src/options/index.js";

const schema = z.object({
  title: z.string(),
  lang: z.enum(["en", "de"]).optional(),
  year: z.int().nullable(),
  draft: z.boolean().default(false),
  tags: z.array(z.string()),
  codes: z.array(z.union([z.string(), z.number()])),
  length: z.string().transform((text) => text.length),
  parsed: z.string().pipe(z.coerce.number()),
  either: z.union([z.string(), z.array(z.number())]),
  place: z.object({ city: z.string() }),
  anything: z.unknown(),
});
const kinds = attributeKinds(schema);

describe("a filter that fits the schema is accepted", () => {
  test.each<Filter>([
    ...[f.eq("title", "a"), f.eq("lang", "fr"), f.gt("year", 5), f.eq("draft", true), f.eq("draft", 1)],
    ...[f.contains("tags", "a"), f.contains("codes", 1), f.contains("codes", "a"), f.eq("length", 3)],
    ...[
      f.eq("parsed", 1),
      f.eq("either", "a"),
      f.contains("either", 1),
      f.exists("place"),
      f.missing("tags"),
    ],
    ...[f.eq("anything", "x"), f.contains("anything", 1), f.startsWith("title", "a"), f.in("year", [])],
  ])("%j", (filter) => {
    expect(() => checkFilter(filter, kinds)).not.toThrow();
  });
});

describe("a filter that can never match by the schema is refused", () => {
  test.each<[Filter, string]>([
    [f.eq("colour", "red"), 'no field "colour". It has title, lang, year'],
    [f.missing("colour"), 'no field "colour"'],
    [f.eq("constructor", "red"), 'no field "constructor"'],
    [f.not(f.and(f.eq("title", "a"), f.eq("colour", "red"))), 'no field "colour"'],
    [f.eq("title", 5), '"title" is text, but the filter compares it with number'],
    [f.in("year", [5, "s3cret"]), '"year" is number, but the filter compares it with text'],
    [f.gt("title", new Date(0)), "compares it with number"],
    [f.eq("draft", "true"), "compares it with text"],
    [f.startsWith("year", "20"), "compares it with text"],
    [f.eq("tags", "s3cret"), '"tags" is a list of text, but the filter compares it with text'],
    [f.eq("tags", "s3cret"), "use f.contains"],
    [f.contains("title", "a"), "compares its items with text"],
    [f.contains("tags", 5), "compares its items with number"],
    [f.eq("place", "a"), '"place" is an object'],
    [f.eq("either", 5), '"either" is text or a list of number'],
  ])("%j: %s", (filter, message) => {
    expect(() => checkFilter(filter, kinds)).toThrow(
      expect.objectContaining({ code: "INVALID_FILTER", message: expect.stringContaining(message) }),
    );
    expect(() => checkFilter(filter, kinds)).not.toThrow("s3cret");
  });
});

describe("nothing is known", () => {
  test.each([
    ["without a schema", undefined],
    ["of a schema that allows further fields", z.looseObject({ a: z.string() })],
    ["of a record", z.record(z.string(), z.number())],
    ["of another library's schema", { safeParse: () => ({ success: true as const, data: {} }) }],
    ["of a schema that makes another object", z.object({ a: z.string() }).transform(({ a }) => ({ b: a }))],
  ])("%s", (_, given) => {
    expect(attributeKinds(given)).toBeUndefined();
  });

  test("of a field with a shared definition or a custom check", () => {
    const shared = z.string().meta({ id: "shared-name" });
    const found = attributeKinds(z.strictObject({ a: shared, b: z.custom<string>(), c: z.string().array() }));
    expect([...(found ?? [])].map(([name, kind]) => [name, kind !== undefined])).toEqual([
      ["a", false],
      ["b", false],
      ["c", true],
    ]);
  });
});
