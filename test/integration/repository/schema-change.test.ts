import { expect, test } from "vitest";
import { z } from "zod";
import { f, type RepositoryOptions } from "../../../src/index.js";
import { openCollection } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { onEachServer } from "../../helpers/servers.js";

const vector = [1, 2];
const first = z.object({ price: z.number(), tags: z.array(z.string()), note: z.string().optional() });

onEachServer(({ url }) => {
  /** A collection with an element that was written under `first`, and a way to open it with another schema. */
  async function written() {
    const { client, docs, place } = await openCollection(url, { dimension: 2, attributes: first });
    await docs.upsert({ id: "a", vector, attributes: { price: 3, tags: ["x"] } });
    const open = (attributes: RepositoryOptions["attributes"]) =>
      client.repository({ ...place, dimension: 2, attributes });
    return { docs, open };
  }

  test("a schema with another type for a stored field is refused by reads and writes, and the error names the field", async () => {
    const { docs, open } = await written();
    const other = open(z.object({ price: z.string(), tags: z.array(z.string()) }));
    for (const call of [
      () => other.upsert({ id: "b", vector, attributes: { price: "3", tags: [] } }),
      () => other.search({ vector, filter: f.eq("price", "3") }),
      () => other.get("a"),
    ]) {
      const refusal = { code: "COLLECTION_MISMATCH", details: { differing: ["attribute:price"] } };
      await expect(call()).rejects.toMatchObject(refusal);
    }
    expect(await docs.count()).toBe(1);
  });

  test.each<[string, z.ZodObject, string]>([
    ["a list instead of a text", z.object({ note: z.array(z.string()) }), "COLLECTION_MISMATCH"],
    ["an object instead of a number", z.object({ price: z.object({}) }), "COLLECTION_MISMATCH"],
    ["a list of numbers", z.object({ tags: z.array(z.number()) }), "COLLECTION_MISMATCH"],
    ["one field less", z.object({ price: z.number() }), "resolved"],
    ["one field more", first.extend({ lang: z.string().default("en") }), "resolved"],
    ["a number or a text", first.extend({ price: z.union([z.number(), z.string()]) }), "resolved"],
    ["another rule for the same type", first.extend({ price: z.int().min(1) }), "resolved"],
    ["a schema with any further field", z.looseObject({ price: z.string() }), "resolved"],
  ])("a schema with %s: %s", async (_, schema, outcome) => {
    const { open } = await written();
    expect(await codeOf(open(schema).get("a"))).toBe(outcome);
  });

  test("what a schema allows in addition is recorded by the first write, and a narrower schema is then refused", async () => {
    const { docs, open } = await written();
    const wider = open(first.extend({ price: z.union([z.number(), z.string()]), lang: z.string() }));
    await wider.upsert({ id: "b", vector, attributes: { price: "free", tags: [], lang: "is" } });
    expect(await codeOf(open(first).get("a"))).toBe("COLLECTION_MISMATCH");
    expect(await codeOf(open(z.object({ lang: z.number() })).get("a"))).toBe("COLLECTION_MISMATCH");
    // It was open before.
    expect((await docs.get("b"))?.attributes).toEqual({ price: "free", tags: [], lang: "is" });
  });

  test("two writers that add one field with different types at once: one of them succeeds", async () => {
    const { open } = await written();
    const attempts = [z.string(), z.number()].map((lang, place) =>
      codeOf(
        open(first.extend({ lang })).upsert({
          id: "b",
          vector,
          attributes: { price: 1, tags: [], lang: place === 0 ? "is" : 1 },
        }),
      ),
    );
    expect((await Promise.all(attempts)).sort()).toEqual(["COLLECTION_MISMATCH", "resolved"]);
  });

  test("adoptSchema() makes a changed schema the one of the collection", async () => {
    const { open } = await written();
    const changed = z.object({ price: z.string() });
    const other = open(changed);
    expect(await codeOf(other.get("a"))).toBe("COLLECTION_MISMATCH");
    expect(await other.adoptSchema()).toBe(true);
    await other.upsert({ id: "a", vector, attributes: { price: "3" } });
    expect(await other.search({ vector, filter: f.eq("price", "3") })).toMatchObject([{ id: "a" }]);
    expect(await codeOf(open(first).get("a"))).toBe("COLLECTION_MISMATCH");
    // The record no longer mentions the list, so it may hold anything.
    expect(await codeOf(open(z.object({ tags: z.number() })).get("a"))).toBe("resolved");
  });

  test("adoptSchema() of a collection that does not exist makes none", async () => {
    const { client, docs } = await openCollection(url, { dimension: 2, attributes: first });
    expect(await docs.adoptSchema()).toBe(false);
    expect(await client.sendCommand(["KEYS", docs.key.replace(/:v$/, ":*")])).toEqual([]);
  });
});
