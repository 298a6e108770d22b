import fc from "fast-check";
import { expect, it } from "vitest";
import { unitVector } from "../../../../quantization/index.js";
import { mergeSimilar } from "../../../../src/learning/clusters/merge-similar.js";
import { cosine, seededRandom, seededVectors } from "../../../helpers/seeded-vectors.js";

/** The textbook: again and again the two clusters with the highest mean cosine. */
function mergeByDefinition(vectors: readonly Float32Array[], similarity: number): number[][] {
  let clusters = vectors.map((_, index) => [index]);
  const linkage = (a: readonly number[], b: readonly number[]) => {
    let sum = 0;
    for (const i of a) for (const j of b) sum += cosine(vectors[i]!, vectors[j]!);
    return sum / (a.length * b.length);
  };
  for (;;) {
    let best = { value: similarity, a: -1, b: -1 };
    for (let a = 0; a < clusters.length; a++) {
      for (let b = a + 1; b < clusters.length; b++) {
        const value = linkage(clusters[a]!, clusters[b]!);
        if (value >= best.value) best = { value, a, b };
      }
    }
    if (best.a === -1) break;
    const merged = [...clusters[best.a]!, ...clusters[best.b]!];
    clusters = [...clusters.filter((_, at) => at !== best.a && at !== best.b), merged];
  }
  return clusters.map((cluster) => cluster.sort((a, b) => a - b)).sort(([a], [b]) => a! - b!);
}

it("gives the clusters that merging the closest pair each time gives", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.integer({ min: 0, max: 25 }),
      fc.double({ min: -0.2, max: 0.95, noNaN: true }),
      async (seed, count, similarity) => {
        const vectors = seededVectors(count, 4, seed).map((vector) => unitVector(vector));
        expect(await mergeSimilar(vectors, similarity)).toEqual(mergeByDefinition(vectors, similarity));
      },
    ),
    { numRuns: 100, seed: 5 },
  );
});

it("comes to an end where everything is equally near, and puts equals together", async () => {
  const same = Array.from({ length: 20 }, () => Float32Array.of(0, 1));
  expect(await mergeSimilar(same, 0.9)).toEqual([same.map((_, index) => index)]);
  const corners = Array.from({ length: 8 }, (_, at) =>
    Float32Array.from({ length: 8 }, (_, j) => (j === at ? 1 : 0)),
  );
  expect(await mergeSimilar(corners, 0)).toHaveLength(1);
  expect(await mergeSimilar(corners, 0.1)).toHaveLength(8);
});

it("finds the groups that are there, the same ones each time, whatever the order within them", async () => {
  const random = seededRandom(4);
  const centres = seededVectors(12, 64, 9);
  const vectors = Array.from({ length: 120 }, (_, at) =>
    unitVector(centres[at % 12]!.map((value) => value + 0.3 * (random() - 0.5))),
  );
  const clusters = await mergeSimilar(vectors, 0.8);
  expect(clusters).toEqual(centres.map((_, first) => Array.from({ length: 10 }, (_, n) => first + 12 * n)));
});

it("lets others run meanwhile, and stops when it is told to", async () => {
  const vectors = seededVectors(1_200, 64).map((vector) => unitVector(vector));
  let turns = 0;
  const counting = setInterval(() => turns++, 0);
  await mergeSimilar(vectors, 0.2);
  clearInterval(counting);
  expect(turns).toBeGreaterThan(2);
  const abort = new AbortController();
  const stopped = mergeSimilar(vectors, 0.2, abort.signal);
  abort.abort(new Error("enough"));
  await expect(stopped).rejects.toThrow("enough");
});
