import { expect, test } from "vitest";
import type { PrecisionEvent } from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { cosine, nearest, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const DIMENSION = 64;
const [base, other] = seededVectors(2, DIMENSION, 5);
/** Vectors that are so close to each other that int8 cannot order them. */
const crowd = seededVectors(300, DIMENSION, 6).map((noise) => noise.map((x, j) => base![j]! + 3e-3 * x));
const records = crowd.map((vector, index) => ({ id: String(index), vector }));

onEachServer(({ url }) => {
  test("a query among neighbours that int8 cannot order tries more candidates, and reports if its hits stay uncertified", async () => {
    const events: PrecisionEvent[] = [];
    const { docs } = await openCollection(url, {
      dimension: DIMENSION,
      precision: "float32",
      onPrecisionEvent: (event) => events.push(event),
    });
    await docs.upsertMany(records);
    const query = { vector: base!, limit: 5, exhaustive: true };
    expect(await docs.search(query)).toHaveLength(5);
    // It tries 15, 30, 60 and 120 candidates of 300.
    expect(events).toMatchObject([
      { kind: "query-fallback", reason: "inside-band", candidates: 120 },
      { kind: "uncertified", candidates: 120, withoutCode: 0 },
    ]);
    // No candidate left out can reach this threshold, so the empty answer is certain.
    events.length = 0;
    expect(await docs.search({ ...query, minSimilarity: 1 })).toEqual([]);

    events.length = 0;
    const exact = await docs.search({ ...query, precision: "exact" });
    expect(exact.map(({ id }) => Number(id))).toEqual(nearest(crowd, base!, 5));
    expect(events).toMatchObject([{ kind: "query-fallback", reason: "exact", candidates: 300 }]);
    expect((await docs.precisionReport()).counts).toMatchObject({ rescored: 3, exact: 1, uncertified: 2 });
  });

  test.each(["residual", "float32"] as const)(
    "while an element of a %s collection is replaced, readers see its old vector or its new one, never a mixture",
    async (precision) => {
      const { docs, place } = await openCollection(url, { dimension: DIMENSION, precision });
      const versions = [base!, other!];
      await docs.upsertMany([...records.slice(0, 20), { id: "x", vector: versions[0]! }]);
      const reader = (await openClient(url)).repository({ ...place, dimension: DIMENSION });
      const allowed = versions.map((vector) => cosine(base!, vector));
      let done = false;
      const writing = (async () => {
        for (let write = 1; write <= 60; write++)
          await docs.upsert({ id: "x", vector: versions[write % 2]! });
        done = true;
      })();
      let seen = 0;
      while (!done) {
        const hits = await reader.search({ vector: base!, limit: 21, exhaustive: true });
        const hit = hits.find(({ id }) => id === "x");
        const stored = await reader.get("x");
        expect(stored?.id).toBe("x");
        for (const similarity of [hit?.similarity, cosine(stored!.vector, base!)]) {
          // A threaded search may miss an element that is being replaced.
          if (similarity === undefined) continue;
          seen++;
          expect(Math.min(...allowed.map((value) => Math.abs(value - similarity)))).toBeLessThan(5e-5);
        }
      }
      await writing;
      expect(seen).toBeGreaterThan(10);
    },
  );
});
