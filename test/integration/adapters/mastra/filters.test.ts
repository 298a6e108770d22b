import type { VectorFilter } from "@mastra/core/vector";
import { expect, test } from "vitest";
import type { OctavecVector } from "../../../../src/adapters/mastra/index.js";
import { onEachServer } from "../../../helpers/servers.js";
import { DIMENSION, openStore, vectorOf } from "./versions.js";

// The records and conditions are those of Mastra's own suite for vector stores:
// https://github.com/mastra-ai/mastra/blob/main/stores/_test-utils/src/domains/vector/filter-operators.ts
const indexName = "products";
const PRODUCTS: readonly Record<string, unknown>[] = [
  { name: "A", price: 10, rating: 4.5, category: "electronics", tags: ["new", "sale"], available: true },
  { name: "B", price: 25, rating: 3.8, category: "electronics", tags: ["featured"], available: true },
  { name: "C", price: 50, rating: 4.9, category: "home", tags: ["premium", "sale"], available: false },
  { name: "D", price: 100, rating: 4.2, category: "home", tags: ["premium"], available: true },
  { name: "E", price: 15, rating: 3.5, category: "books", tags: ["new"], available: true },
  {
    name: "F",
    price: 75,
    rating: 4.7,
    category: "electronics",
    tags: ["featured", "premium"],
    available: true,
  },
  {
    ...{ name: "G", price: 30, rating: 4.1, category: "books", tags: ["sale"], available: false },
    description: "Classic novel",
    reviews: [
      { score: 3, author: "user1" },
      { score: 5, author: "user2" },
    ],
    maker: { country: { code: "is" }, "since year": 1999, born: new Date("1999-05-01T00:00:00Z") },
  },
  {
    ...{
      name: "H",
      price: 200,
      rating: 4.95,
      category: "home",
      tags: ["premium", "luxury"],
      available: true,
    },
    maker: { country: { code: "de" }, "since year": 2011, born: new Date("2011-05-01T00:00:00Z") },
  },
  { name: "I", price: null, category: "test", tags: [], available: true, "shelf no.": 7 },
];

async function products(url: string): Promise<OctavecVector> {
  const store = await openStore(url);
  await store.createIndex({ indexName, dimension: DIMENSION });
  await store.upsert({
    indexName,
    vectors: PRODUCTS.map((_, place) => vectorOf(place)),
    metadata: [...PRODUCTS],
    ids: PRODUCTS.map(({ name }) => String(name)),
  });
  return store;
}

/** Filters, and the products that they find. */
const FOUND: readonly (readonly [filter: object | null, names: string])[] = [
  [null, "ABCDEFGHI"],
  [{}, "ABCDEFGHI"],
  // Equality and order
  [{ category: "home" }, "CDH"],
  [{ available: false }, "CG"],
  [{ price: { $eq: 50 } }, "C"],
  [{ price: { $gt: 50 } }, "DFH"],
  [{ price: { $gte: 50 } }, "CDFH"],
  [{ price: { $lt: 30 } }, "ABE"],
  [{ price: { $lte: 30 } }, "ABEG"],
  [{ price: { $gte: 20, $lte: 80 } }, "BCFG"],
  [{ rating: { $gte: 4.5 } }, "ACFH"],
  [{ name: { $gt: "E", $lte: "G" } }, "FG"],
  // Negation
  [{ category: { $ne: "electronics" } }, "CDEGHI"],
  [{ available: { $ne: true } }, "CG"],
  [{ price: { $ne: 50 } }, "ABDEFGHI"],
  [{ price: { $not: { $gt: 50 } } }, "ABCEGI"],
  [{ category: { $not: { $in: ["electronics", "books"] } } }, "CDHI"],
  [{ category: { $not: { $ne: "electronics" } } }, "ABF"],
  [{ price: { $not: { $gte: 20, $lte: 80 } } }, "ADEHI"],
  [{ $not: { $and: [{ price: { $gt: 50 } }, { rating: { $gte: 4.5 } }] } }, "ABCDEGI"],
  [{ $not: { $or: [{ category: "electronics" }, { available: false }] } }, "DEHI"],
  [{ description: { $not: { $exists: true } } }, "ABCDEFHI"],
  [{ tags: { $not: { $all: ["premium"] } } }, "ABEGI"],
  // Lists
  [{ category: { $in: ["electronics", "books"] } }, "ABEFG"],
  [{ category: ["electronics", "books"] }, "ABEFG"],
  [{ category: { $nin: ["electronics", "books"] } }, "CDHI"],
  [{ category: { $in: [] } }, ""],
  [{ category: { $nin: [] } }, "ABCDEFGHI"],
  [{ price: { $in: [10, 25, 50] } }, "ABC"],
  [{ price: { $in: [10, null] } }, "AI"],
  [{ tags: { $in: ["luxury"] } }, "H"],
  [{ tags: "sale" }, "ACG"],
  [{ tags: { $all: ["premium", "sale"] } }, "C"],
  [{ tags: { $all: [] } }, ""],
  [{ tags: { $elemMatch: { $eq: "sale" } } }, "ACG"],
  [{ tags: { $elemMatch: { $in: ["luxury", "sale"] } } }, "ACGH"],
  [{ tags: { $contains: "new" } }, "AE"],
  // Presence and null
  [{ description: { $exists: true } }, "G"],
  [{ description: { $exists: false } }, "ABCDEFHI"],
  [{ reviews: { $exists: true } }, "G"],
  [{ price: null }, "I"],
  [{ price: { $eq: null } }, "I"],
  [{ price: { $ne: null } }, "ABCDEFGH"],
  // Text
  [{ description: { $contains: "novel" } }, "G"],
  [{ description: { $regex: "novel" } }, "G"],
  [{ description: { $regex: "^Classic", $options: "" } }, "G"],
  [{ description: /^Classic/u }, "G"],
  [{ category: { $regex: "^home$" } }, "CDH"],
  [{ category: { $not: /^home/ } }, "ABEFGI"],
  // Junctions
  [{ $and: [{ category: { $in: ["electronics", "home"] } }], price: { $gte: 50 } }, "CDFH"],
  [{ category: { $in: ["electronics", "home"] }, price: { $lt: 100 } }, "ABCF"],
  [{ category: { $ne: "books" }, description: { $exists: false } }, "ABCDFHI"],
  [{ $or: [{ price: { $not: { $gt: 50 } } }, { rating: { $not: { $lt: 4.5 } } }] }, "ABCEFGHI"],
  [{ $nor: [{ category: "electronics" }, { category: "books" }] }, "CDHI"],
  [{ $nor: [{ price: { $lt: 20 } }, { price: { $gt: 100 } }] }, "BCDFGI"],
  [{ $nor: [{ $or: [{ category: "electronics" }, { price: { $gt: 150 } }] }] }, "CDEGI"],
  [{ $nor: [{ $and: [{ category: "electronics" }, { available: true }] }] }, "CDEGHI"],
  [{ $nor: [] }, "ABCDEFGHI"],
  [{ $and: [] }, "ABCDEFGHI"],
  [{ $or: [] }, ""],
  // Nested fields, and names that filters of octavec do not have
  [{ "maker.country.code": "is" }, "G"],
  [{ maker: { country: { code: { $in: ["is", "de"] } } } }, "GH"],
  [{ "maker.country": { $exists: true } }, "GH"],
  [{ "maker.since year": { $lt: 2000 } }, "G"],
  [{ "maker.born": { $gt: new Date("2000-01-01T00:00:00Z") } }, "H"],
  [{ "shelf no.": 7 }, "I"],
];

onEachServer(({ url }) => {
  test("every condition of Mastra's language finds the records that it names, with and without a vector", async () => {
    const store = await products(url);
    for (const [given, names] of FOUND) {
      const filter = given as VectorFilter;
      const nearest = await store.query({ indexName, queryVector: vectorOf(0), filter, topK: 20 });
      expect(
        nearest
          .map(({ id }) => id)
          .sort()
          .join(""),
        JSON.stringify(given),
      ).toBe(names);
      if (given === null) continue;
      const listed = await store.query({ indexName, filter, topK: 20 } as never);
      expect(listed.map(({ id }) => id).join(""), JSON.stringify(given)).toBe(names);
    }
  });

  test("metadata come back as they came, but for dates, which are ISO texts", async () => {
    const store = await products(url);
    const found = await store.query({ indexName, queryVector: vectorOf(0), topK: 20 });
    const expected = JSON.parse(JSON.stringify(PRODUCTS));
    expect(found.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ metadata }) => metadata)).toEqual(expected);
  });

  test("a filter that octavec cannot express is refused with the operator at fault", async () => {
    const store = await products(url);
    const refused: readonly (readonly [filter: object, operator: string])[] = [
      [{ value: { $invalidOperator: 10 } }, "$invalidOperator"],
      [{ tags: { $size: 2 } }, "$size"],
      [{ reviews: { $elemMatch: { score: { $gte: 5 } } } }, "$elemMatch"],
      [{ tags: { $elemMatch: { $eq: "a", $in: ["a"] } } }, "$elemMatch"],
      [{ name: { $regex: "^Product [A-C]" } }, "$regex"],
      [{ name: { $regex: "novel$" } }, "$regex"],
      [{ name: /novel/i }, "$regex"],
      [{ name: { $regex: "(?i)novel" } }, "$regex"],
      [{ name: { $regex: "novel", $options: "i" } }, "$options"],
      [{ price: { $gt: [10, 20] } }, "$gt"],
      [{ price: { $gt: true } }, "$gt"],
      [{ price: { $in: 10 } }, "$in"],
      [{ price: { $eq: Number.NaN } }, "$eq"],
      [{ price: undefined }, "$eq"],
      [{ price: {} }, "$eq"],
      [{ price: { $exists: 1 } }, "$exists"],
      [{ $gt: 5 }, "$gt"],
      [{ price: { $or: [{ $gt: 5 }] } }, "$or"],
      [{ $and: "text" }, "$and"],
      [{ $or: {} }, "$or"],
      [{ $not: {} }, "$not"],
      [{ price: { $not: 5 } }, "$not"],
    ];
    for (const [filter, operator] of refused) {
      const query = store.query({ indexName, queryVector: vectorOf(0), filter: filter as VectorFilter });
      await expect(query, operator).rejects.toMatchObject({ code: "INVALID_FILTER", details: { operator } });
      await expect(query).rejects.toThrow(operator === "$eq" ? /expected/ : operator);
    }
    let deep: object = { category: "home" };
    for (let level = 0; level < 100; level++) deep = { $and: [deep, { price: { $gte: 0 } }] };
    const query = store.query({ indexName, queryVector: vectorOf(0), filter: deep as VectorFilter });
    await expect(query).rejects.toMatchObject({ code: "INVALID_FILTER" });
  });
});
