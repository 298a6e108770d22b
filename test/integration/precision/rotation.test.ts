import { describe, expect, test } from "vitest";
import type { PrecisionEvent, RepositoryOptions, VectorRepository } from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { cosine, nearest, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

/** Not a power of two, so the rotation has two overlapping steps. */
const DIMENSION = 96;
const even = seededVectors(300, DIMENSION);
/** Vectors with three dimensions far from zero, as some models have them. */
const offset = even.map((vector) => vector.map((x, j) => (j < 3 ? x + 20 - 15 * j : x)));
const recordsOf = (vectors: readonly Float32Array[]) =>
  vectors.map((vector, index) => ({ id: String(index), vector }));

async function largestReadBackError(docs: VectorRepository, vectors: readonly Float32Array[]) {
  let largest = 0;
  for (const index of [0, 7, 100]) {
    const { vector } = (await docs.get(String(index)))!;
    largest = Math.max(largest, ...vector.map((x, j) => Math.abs(x - vectors[index]![j]!)));
  }
  return largest;
}

onEachServer(({ url }) => {
  describe.each([
    ["native", 0.2],
    ["residual", 1e-3],
    ["float32", 0],
  ] as const)("a rotated %s collection", (precision, readBackError) => {
    test("returns unrotated vectors and finds neighbours by vector and by id", async () => {
      const { client, docs, place } = await openCollection(url, {
        dimension: DIMENSION,
        precision,
        rotation: "on",
      });
      await docs.upsertMany(recordsOf(offset));
      await docs.upsert({ id: "0", vector: offset[0]! });
      expect(await largestReadBackError(docs, offset)).toBeLessThanOrEqual(readBackError);
      // The set holds the rotated vector.
      const stored = await client.sendCommand(["VEMB", docs.key, "7"]);
      const components = Array.isArray(stored) ? stored.map(Number) : [];
      expect(cosine(components, offset[7]!)).toBeLessThan(0.5);

      const opened = client.repository({ ...place, dimension: DIMENSION });
      for (const query of offset.slice(0, 5)) {
        const hits = await opened.search({ vector: query, exhaustive: true, limit: 3 });
        for (const { id, similarity } of hits)
          expect(Math.abs(similarity - cosine(offset[Number(id)]!, query))).toBeLessThan(
            precision === "native" ? 5e-3 : 5e-5,
          );
        if (precision !== "native")
          expect(hits.map(({ id }) => Number(id))).toEqual(nearest(offset, query, 3));
      }
      const [own] = await opened.search({ id: "7", exhaustive: true, limit: 1 });
      expect(own?.id).toBe("7");
      expect((await opened.search({ id: "7", precision: "native", limit: 1 }))[0]?.id).toBe("7");
    });
  });

  test.each<[string, readonly Float32Array[], boolean]>([
    ["outlying dimensions", offset, true],
    ["even vectors", even, false],
  ])("auto decides by the first batch: %s", async (_, vectors, rotated) => {
    const events: PrecisionEvent[] = [];
    const options: Partial<RepositoryOptions> & { dimension: number } = {
      dimension: DIMENSION,
      rotation: "auto",
      onPrecisionEvent: (event) => events.push(event),
    };
    const { docs, place } = await openCollection(url, options);
    await docs.upsertMany(recordsOf(vectors));
    expect(events).toMatchObject([{ kind: "rotation-chosen", rotated, sampleSize: 300 }]);
    expect((await docs.precisionReport()).rotated).toBe(rotated);
    // The decision is stored: a later client uses it, whatever it writes, and measures nothing.
    const later = (await openClient(url)).repository({ ...place, ...options });
    await later.upsert({ id: "later", vector: even[0]! });
    expect((await later.precisionReport()).rotated).toBe(rotated);
    expect(events).toHaveLength(1);
    expect(await largestReadBackError(later, vectors)).toBeLessThan(0.2);
  });

  test("auto with too few vectors to decide refuses the write", async () => {
    const { docs } = await openCollection(url, { dimension: DIMENSION, rotation: "auto" });
    expect(await codeOf(docs.upsert(recordsOf(even)[0]!))).toBe("CALIBRATION_TOO_SMALL");
    expect(await codeOf(docs.upsertMany(recordsOf(even.slice(0, 99))))).toBe("CALIBRATION_TOO_SMALL");
    expect(await docs.count()).toBe(0);
  });

  test("auto decides by rotationSample if it is given, even for a single record", async () => {
    const { docs } = await openCollection(url, {
      dimension: DIMENSION,
      rotation: "auto",
      rotationSample: offset,
    });
    await docs.upsert({ id: "a", vector: even[0]! });
    expect((await docs.precisionReport()).rotated).toBe(true);
  });

  test("a set of another program is not rotated: on is refused, and auto chooses no rotation", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: DIMENSION, rotation: "auto" });
    const bytes = Buffer.from(offset[0]!.buffer);
    await client.sendCommand(["VADD", docs.key, "FP32", bytes, "theirs", "Q8"]);
    const on = client.repository({ ...place, dimension: DIMENSION, rotation: "on" });
    expect(await codeOf(on.upsert(recordsOf(offset)[1]!))).toBe("COLLECTION_MISMATCH");
    await docs.upsert(recordsOf(offset)[1]!);
    expect((await docs.precisionReport()).rotated).toBe(false);
    expect(cosine((await docs.get("theirs"))!.vector, offset[0]!)).toBeGreaterThan(0.99);
  });
});
