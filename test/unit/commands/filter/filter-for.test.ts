import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { type Attributes, type Filter, type FilterBuilder, f, filterFor } from "../../../../src/index.js";

const article = z.object({
  lang: z.enum(["en", "de"]),
  title: z.string(),
  year: z.number(),
  draft: z.boolean().default(false),
  score: z.number().nullable(),
  tags: z.array(z.string()).optional(),
  place: z.object({ city: z.string() }),
  code: z.union([z.string(), z.number()]),
});
type Article = z.infer<typeof article>;

describe("filterFor", () => {
  test("gives the functions of f, typed by the attributes", () => {
    const where = filterFor<Article>();
    expect(where).toBe(f);
    const filter = where.and(
      ...[
        where.eq("lang", "en"),
        where.ne("title", "x"),
        where.in("lang", ["en", "de"]),
        where.eq("code", 5),
      ],
      ...[
        where.gt("year", 2020),
        where.lt("year", new Date(0)),
        where.gte("year", 5n),
        where.gt("title", "m"),
      ],
      ...[
        where.eq("draft", true),
        where.between("score", 1, 2),
        where.eq("code", "a"),
        where.gt("lang", "d"),
      ],
      where.or(
        where.contains("tags", "new"),
        where.startsWith("title", "A"),
        where.textContains("lang", "e"),
      ),
      where.not(where.or(where.missing("place"), where.exists("tags"))),
    );
    expectTypeOf(filter).toEqualTypeOf<Filter>();
  });

  test("refuses a wrong field or type of value when it is compiled", () => {
    const where = filterFor<Article>();
    // @ts-expect-error no such field
    where.eq("colour", "red");
    // @ts-expect-error no such field
    where.exists("colour");
    // @ts-expect-error another type
    where.eq("year", "2024");
    // @ts-expect-error not one of the enum's values
    where.eq("lang", "fr");
    // @ts-expect-error one wrong value among others
    where.in("lang", ["en", "fr"]);
    // @ts-expect-error a boolean has no order
    where.gt("draft", true);
    // @ts-expect-error text is not ordered among numbers
    where.between("year", "a", "b");
    // @ts-expect-error a list is no value
    where.eq("tags", "new");
    // @ts-expect-error an item of another type
    where.contains("tags", 5);
    // @ts-expect-error no list
    where.contains("title", "a");
    // @ts-expect-error no text
    where.startsWith("year", "20");
    // @ts-expect-error an object is no value
    where.eq("place", "Berlin");
    // @ts-expect-error null is missing, not a value
    where.eq("score", null);
    // @ts-expect-error a date is a number, not text
    where.eq("title", new Date(0));
  });

  test("takes any field and value if the attributes are not typed, as f does", () => {
    const where: FilterBuilder<Attributes> = filterFor<Attributes>();
    expect(where.and(where.eq("anything", "x"), where.contains("list", 1))).toEqual(
      f.and(f.eq("anything", "x"), f.contains("list", 1)),
    );
    expectTypeOf(f).toExtend<FilterBuilder<Attributes>>();
  });
});
