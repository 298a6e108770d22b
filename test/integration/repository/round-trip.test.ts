import { describe, expect, test } from "vitest";
import { z } from "zod";
import { openCollection } from "../../helpers/collection.js";
import { cosine, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

onEachServer(({ url }) => {
  describe.each(["q8", "none", "bin"] as const)("%s", (quantization) => {
    test.each([1, 512, 768, 1_536, 65_536])(
      "a vector of %d dimensions is stored, read and found",
      async (dimension) => {
        const { docs } = await openCollection(url, { dimension, quantization });
        const [vector, opposite] = [
          seededVectors(1, dimension)[0]!,
          seededVectors(1, dimension)[0]!.map((x) => -x),
        ];
        expect(await docs.upsert({ id: "a", vector, attributes: { n: 1 } })).toEqual({ inserted: true });
        await docs.upsert({ id: "b", vector: opposite });
        const stored = await docs.get("a");
        expect(stored).toMatchObject({ id: "a", attributes: { n: 1 } });
        expectKept(quantization, vector, stored?.vector);
        const hits = await docs.search({ vector, limit: 2 });
        expect(hits.map(({ id }) => id)).toEqual(["a", "b"]);
        expect(hits[0]?.similarity).toBeGreaterThan(0.99);
        expect(hits[1]?.similarity).toBeLessThan(-0.99);
        expect(await docs.info()).toMatchObject({
          count: 2,
          dimension,
          quantization,
          m: 16,
          attributesCount: 1,
        });
      },
    );
  });

  test("the default quantization is q8", async () => {
    const { docs } = await openCollection(url, { dimension: 2 });
    await docs.upsert({ id: "a", vector: [1, 2] });
    expect(await docs.info()).toMatchObject({ quantization: "q8" });
  });

  test("m and efConstruction are sent with every write", async () => {
    const { docs } = await openCollection(url, { dimension: 4, m: 8, efConstruction: 50 });
    for (const id of ["a", "a", "b"]) await docs.upsert({ id, vector: [1, 2, 3, 4] });
    await docs.upsertMany([{ id: "c", vector: [1, 2, 3, 4] }]);
    expect(await docs.info()).toMatchObject({ m: 8, count: 3 });
  });

  test("Matryoshka truncation stores the first components of a longer vector, at unit length", async () => {
    const { docs } = await openCollection(url, { dimension: 8, truncateFrom: 64 });
    const vectors = seededVectors(50, 64);
    await docs.upsertMany(vectors.map((vector, id) => ({ id: String(id), vector })));
    const [stored, query] = [await docs.get("7"), vectors[7]!];
    expect(stored?.vector).toHaveLength(8);
    expect(Math.hypot(...stored!.vector)).toBeCloseTo(1, 2);
    expect(cosine(stored!.vector, query.slice(0, 8))).toBeGreaterThan(0.999);
    expect((await docs.search({ vector: query, limit: 1 }))[0]?.id).toBe("7");
    expect(docs.inputDimension).toBe(64);
    await expect(docs.search({ vector: query.slice(0, 8) })).rejects.toMatchObject({
      code: "DIMENSION_MISMATCH",
    });
  });

  test("the longest and the shortest accepted vectors keep their direction on the server", async () => {
    // Beyond these lengths the server stores zeros, whose score is 0.5 for every query.
    const dimension = 65_536;
    const { docs } = await openCollection(url, { dimension });
    const unit = seededVectors(1, dimension)[0]!;
    const norm = Math.hypot(
      ...Array.from({ length: 16 }, (_, i) => Math.hypot(...unit.subarray(i * 4096, (i + 1) * 4096))),
    );
    await docs.upsert({ id: "long", vector: unit.map((x) => (x / norm) * Math.sqrt(3.29e38)) });
    await docs.upsert({ id: "short", vector: unit.map((x) => (x / norm) * 1.01e-15) });
    for (const { similarity } of await docs.search({ vector: unit, exhaustive: true })) {
      expect(similarity).toBeGreaterThan(0.99);
    }
  });

  test("an upsert replaces the whole element: attributes that it does not contain are removed", async () => {
    const { docs } = await openCollection(url, { dimension: 2 });
    await docs.upsert({ id: "a", vector: [1, 0], attributes: { x: 1 } });
    expect(await docs.upsert({ id: "a", vector: [0, 1] })).toEqual({ inserted: false });
    const stored = await docs.get("a");
    expect(stored).not.toHaveProperty("attributes");
    expect(cosine(stored!.vector, [0, 1])).toBeGreaterThan(0.99);
    expect(await docs.info()).toMatchObject({ count: 1, attributesCount: 0 });
  });

  test("setAttributes replaces all attributes or, with null, removes them; it changes no vector and creates no element", async () => {
    const { docs } = await openCollection(url, { dimension: 2 });
    await docs.upsert({ id: "a", vector: [3, 4], attributes: { x: 1, y: "two" } });
    expect(await docs.setAttributes("a", { z: [1, "a"] })).toBe(true);
    expect((await docs.get("a"))?.attributes).toEqual({ z: [1, "a"] });
    expect(await docs.setAttributes("a", null)).toBe(true);
    const stored = await docs.get("a");
    expect(stored).not.toHaveProperty("attributes");
    expect(cosine(stored!.vector, [3, 4])).toBeGreaterThan(0.999);
    expect(await docs.setAttributes("nobody", { x: 1 })).toBe(false);
    expect(await docs.count()).toBe(1);
  });

  test("the stored attributes are the output of the schema", async () => {
    const attributes = z.object({ lang: z.string().toLowerCase(), sold: z.boolean().default(false) });
    const { docs } = await openCollection(url, { dimension: 2, attributes });
    await docs.upsert({ id: "a", vector: [1, 2], attributes: attributes.parse({ lang: "EN" }) });
    expect((await docs.get("a"))?.attributes).toEqual({ lang: "en", sold: false });
  });

  test("a collection that does not exist is empty and never an error", async () => {
    const { docs } = await openCollection(url, { dimension: 2, m: 8, quantization: "bin" });
    expect(await docs.get("a")).toBeUndefined();
    expect(await docs.has("a")).toBe(false);
    expect(await docs.delete(["a", "b"])).toBe(0);
    expect(await docs.delete([])).toBe(0);
    expect(await docs.count()).toBe(0);
    expect(await docs.search({ vector: [1, 2] })).toEqual([]);
    expect(await docs.search({ id: "a" })).toEqual([]);
    expect(await docs.searchMany([{ id: "a" }, { vector: [1, 2] }])).toEqual([[], []]);
    expect(await docs.clear()).toBe(0);
    expect(await docs.info()).toEqual({
      ...{ key: docs.key, count: 0, dimension: 2, quantization: "bin", m: 8 },
      ...{ attributesCount: 0, maxLevel: 0 },
    });
  });

  test("delete removes one or many elements and returns how many existed", async () => {
    const { docs } = await openCollection(url, { dimension: 2 });
    await docs.upsertMany(
      Array.from({ length: 1_200 }, (_, id) => ({ id: String(id), vector: [1, id + 1] })),
    );
    expect(await docs.delete("0")).toBe(1);
    expect(await docs.delete(["1", "2", "2", "nobody"])).toBe(2);
    expect(await docs.has("2")).toBe(false);
    expect(await docs.has("3")).toBe(true);
    expect(await docs.delete(Array.from({ length: 1_200 }, (_, id) => String(id)))).toBe(1_197);
    expect(await docs.count()).toBe(0);
  });
});

function expectKept(
  quantization: "q8" | "none" | "bin",
  given: Float32Array,
  kept: Float32Array | undefined,
) {
  if (kept === undefined) throw new Error("nothing was stored");
  expect(kept).toHaveLength(given.length);
  const range = given.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  // For q8, half a step of the int8 scale. Without quantization, float32's rounding when the vector is scaled and scaled back.
  const tolerance = quantization === "q8" ? (range / 254) * 1.001 : range * 1e-5;
  const isKept = (x: number, y: number) =>
    quantization === "bin" ? y === (x > 0 ? 1 : -1) : Math.abs(y - x) <= tolerance;
  expect(given.findIndex((x, i) => !isKept(x, kept[i]!))).toBe(-1);
}
