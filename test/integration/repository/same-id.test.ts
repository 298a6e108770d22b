import fc from "fast-check";
import { expect, test } from "vitest";
import { openCollection } from "../../helpers/collection.js";
import { onEachServer } from "../../helpers/servers.js";

/** The ids of one run, with repetitions. */
const idsOfRun = fc.array(fc.constantFrom("a", "b", "c", "__proto__", ""), { minLength: 1, maxLength: 60 });

const runOptions = fc.record({
  batchSize: fc.integer({ min: 1, max: 5 }),
  concurrency: fc.constantFrom(1, 2, 8),
});

/** Each record contains its run and its position in the source, so that a stored record shows which one it is. */
const recordsOf = (ids: readonly string[], run: number) =>
  ids.map((id, position) => ({ id, vector: [1, run + 1, position + 1], attributes: { run, position } }));

onEachServer(({ url }) => {
  test("of several records with one id, the last in the source is stored, whatever the batches", async () => {
    const { docs } = await openCollection(url, { dimension: 3, quantization: "none" }, { minConnections: 5 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(idsOfRun, runOptions, async (ids, options) => {
        run++;
        const report = await docs.upsertMany(recordsOf(ids, run), options);
        expect(report).toMatchObject({ read: ids.length, acknowledged: ids.length, complete: true });
        for (const id of new Set(ids)) {
          const position = ids.lastIndexOf(id);
          const stored = await docs.get(id);
          expect(stored?.attributes).toEqual({ run, position });
          expect([...stored!.vector]).toEqual([1, run + 1, position + 1].map((x) => expect.closeTo(x, 3)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("an id that occurs often is inserted once, and its other records count as superseded or updated", async () => {
    const { docs } = await openCollection(url, { dimension: 3 });
    const ids = Array.from({ length: 500 }, (_, i) => String(i % 7));
    const report = await docs.upsertMany(recordsOf(ids, 0), { batchSize: 20, concurrency: 8 });
    expect(report).toMatchObject({ inserted: 7, complete: true });
    expect(report.inserted + report.updated + report.superseded).toBe(500);
    expect(await docs.count()).toBe(7);
  });

  test("if several writers write the same elements at once, each stored element is whole", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 3 });
    await Promise.all(
      [1, 2, 3, 4].map((writer) =>
        client.repository({ ...place, dimension: 3 }).upsertMany(
          Array.from({ length: 300 }, (_, i) => ({
            id: String(i % 10),
            vector: [writer === 1 ? 1 : 0, writer === 2 ? 1 : 0, writer > 2 ? 1 : 0],
            attributes: { axis: Math.min(writer, 3) - 1 },
          })),
          { batchSize: 7, concurrency: 4 },
        ),
      ),
    );
    expect(await docs.count()).toBe(10);
    for (let id = 0; id < 10; id++) {
      const stored = await docs.get(String(id));
      // Vector and attributes come from the same writer.
      expect(stored!.vector[Number(stored!.attributes?.axis)]).toBeCloseTo(1, 2);
    }
  });
});
