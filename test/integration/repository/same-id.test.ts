import fc from "fast-check";
import { expect, test } from "vitest";
import { openCollection } from "../../helpers/collection.js";
import { onEachServer } from "../../helpers/servers.js";

/** A run of records over few ids; the position in the source is what a record is told by. */
const idsOfRun = fc.array(fc.constantFrom("a", "b", "c", "__proto__", ""), { minLength: 1, maxLength: 60 });

const runOptions = fc.record({
  batchSize: fc.integer({ min: 1, max: 5 }),
  concurrency: fc.constantFrom(1, 2, 8),
});

const recordsOf = (ids: readonly string[], run: number) =>
  ids.map((id, position) => ({ id, vector: [1, run + 1, position + 1], attributes: { run, position } }));

onEachServer(({ url }) => {
  test("of records with one id the later of the source stands, however the batches fall", async () => {
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

  test("counts tell what happened: each id once new or replaced, the rest superseded or replaced", async () => {
    const { docs } = await openCollection(url, { dimension: 3 });
    const ids = Array.from({ length: 500 }, (_, i) => String(i % 7));
    const report = await docs.upsertMany(recordsOf(ids, 0), { batchSize: 20, concurrency: 8 });
    expect(report).toMatchObject({ inserted: 7, complete: true });
    expect(report.inserted + report.updated + report.superseded).toBe(500);
    expect(await docs.count()).toBe(7);
  });

  test("writers of the same elements at the same time leave each of them whole", async () => {
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
      // Vector and attributes are those of one writer.
      expect(stored!.vector[Number(stored!.attributes?.axis)]).toBeCloseTo(1, 2);
    }
  });
});
