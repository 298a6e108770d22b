import { describe, expect, test } from "vitest";
import type { RepositoryOptions, SearchHit, StoredRecord, VectorRepository } from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { seededRandom } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const DIMENSION = 32;
const ROUNDS = 200;
const IDS = ["a", "b", "c"];

/** In state `k` the first `k` components are negative and the attributes name `k`. Every third state has no attributes. */
const recordOf = (id: string, state: number) => ({
  id,
  vector: Array.from({ length: DIMENSION }, (_, place) => (place < state ? -1 : 1)),
  ...(state % 3 === 0 ? {} : { attributes: { state } }),
});

/** Every state has another similarity to this query. */
const QUERY = new Array<number>(DIMENSION).fill(1);
const stateOfSimilarity = (similarity: number) => Math.round(((1 - similarity) * DIMENSION) / 2);
const stateOfVector = (vector: ArrayLike<number>) => Array.from(vector).filter((x) => x < 0).length;

/** Expects the attributes of a record to belong to the state of its vector. */
function expectWhole(state: number, found: SearchHit | StoredRecord): void {
  expect({ id: found.id, attributes: found.attributes }).toEqual({
    id: found.id,
    attributes: state % 3 === 0 ? undefined : { state },
  });
}

const layouts: [string, Partial<RepositoryOptions>][] = [
  ["q8", {}],
  ["none", { quantization: "none" }],
  ["bin", { quantization: "bin" }],
  ["residual", { precision: "residual" }],
  ["float32", { precision: "float32" }],
  ["rotated q8", { rotation: "on" }],
];

onEachServer(({ url }) => {
  describe.each(layouts)("a %s collection under writers", (_, layout) => {
    test("shows readers only whole records, even if writers abort", async () => {
      const options = { dimension: DIMENSION, threading: "inline", ...layout } as const;
      const { docs, place } = await openCollection(url, options);
      const random = seededRandom(5);
      const state = () => Math.floor(random() * (DIMENSION / 2));
      await docs.upsertMany(["resting", ...IDS].map((id) => recordOf(id, state())));
      const seen = new Set<number>();
      let isOver = false;
      const read = async (reader: VectorRepository) => {
        for (let looks = 0; !isOver || looks < 3; looks++) {
          for (const hit of await reader.search({ vector: QUERY })) {
            seen.add(stateOfSimilarity(hit.similarity));
            expectWhole(stateOfSimilarity(hit.similarity), hit);
          }
          const stored = await reader.get(IDS[looks % IDS.length]!);
          expectWhole(stateOfVector(stored!.vector), stored!);
        }
      };
      const write = async (writer: VectorRepository) => {
        for (let round = 0; round < ROUNDS; round++) {
          const controller = new AbortController();
          const { signal } = controller;
          if (round % 5 === 4) setImmediate(() => controller.abort());
          const work =
            round % 2 === 0
              ? writer.upsert(recordOf(IDS[round % IDS.length]!, state()), { signal })
              : writer.upsertMany(
                  IDS.map((id) => recordOf(id, state())),
                  { signal },
                );
          await work.catch((error: unknown) => {
            if (!signal.aborted) throw error;
          });
        }
      };
      const open = async () => (await openClient(url)).repository({ ...place, ...options });
      const [writers, readers] = [await Promise.all([open(), open()]), await Promise.all([open(), open()])];
      const writing = Promise.all(writers.map(write)).finally(() => {
        isOver = true;
      });
      await Promise.all([writing, ...readers.map(read)]);
      expect(seen.size).toBeGreaterThan(3);
      for (const id of IDS) {
        const stored = await docs.get(id);
        expectWhole(stateOfVector(stored!.vector), stored!);
      }
    });
  });
});
