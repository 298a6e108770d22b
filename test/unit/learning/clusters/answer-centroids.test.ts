import fc from "fast-check";
import { expect, it } from "vitest";
import { unitVector } from "../../../../quantization/index.js";
import { AnswerCentroids } from "../../../../src/learning/clusters/answer-centroids.js";
import { clusterAnswers } from "../../../../src/learning/clusters/cluster-answers.js";
import { cosine, seededVectors } from "../../../helpers/seeded-vectors.js";

const SCOPE = "s".repeat(16);

it("keeps the mean of unit vectors, however long they are and in whatever order they come", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, count) => {
      const vectors = seededVectors(count, 8, seed);
      const centroids = new AnswerCentroids(10);
      for (const [at, vector] of vectors.entries()) {
        const long = vector.map((value) => value * (at + 1));
        if (at % 2 === 0) centroids.stored(SCOPE, "a", `e${at}`, long);
        else centroids.served(SCOPE, "a", long);
      }
      const [answer] = centroids.all();
      for (let j = 0; j < 8; j++) {
        const mean = vectors.reduce((sum, vector) => sum + unitVector(vector)[j]!, 0) / count;
        expect(answer?.mean[j]).toBeCloseTo(mean, 5);
      }
      expect(answer).toMatchObject({ count, entries: Math.ceil(count / 2), hits: Math.floor(count / 2) });
    }),
    { numRuns: 30 },
  );
});

it("drops the answers that were used least recently, and counts exact hits of those that it has", () => {
  const centroids = new AnswerCentroids(2);
  const [vector] = seededVectors(1, 8);
  centroids.stored(SCOPE, "a", "1", vector!);
  centroids.stored(SCOPE, "b", "2", vector!);
  centroids.served(SCOPE, "a", undefined);
  centroids.served(SCOPE, "never seen", undefined);
  centroids.stored(SCOPE, "c", "3", vector!);
  expect(centroids.all().map(({ answerId, hits }) => [answerId, hits])).toEqual([
    ["a", 1],
    ["c", 0],
  ]);
});

it("remembers a bounded number of entries for each answer, the latest ones", () => {
  const centroids = new AnswerCentroids(2);
  for (const [at, vector] of seededVectors(100, 8).entries()) centroids.stored(SCOPE, "a", `e${at}`, vector);
  const [answer] = centroids.all();
  expect(answer?.entries).toBe(100);
  expect(answer?.entryIds.size).toBe(32);
  expect(answer?.entryIds.has("e99")).toBe(true);
});

it("clusters within scopes only, and says how far apart the answers of a cluster are and who stands for it", async () => {
  const [first, second] = seededVectors(2, 32, 3);
  const near = (vector: Float32Array, by: number) => vector.map((value, j) => value + (j === 0 ? by : 0));
  const centroids = new AnswerCentroids(100);
  const other = "t".repeat(16);
  centroids.stored(SCOPE, "a", "1", first!);
  centroids.stored(SCOPE, "b", "2", near(first!, 0.2));
  centroids.stored(SCOPE, "c", "3", near(first!, 0.1));
  centroids.stored(SCOPE, "d", "4", second!);
  centroids.stored(other, "a", "5", first!);
  centroids.served(SCOPE, "d", second!);
  const clusters = await clusterAnswers(centroids.all(), 0.8);
  expect(clusters.map(({ scopeId, answers }) => [scopeId, answers])).toEqual([
    [SCOPE, ["d"]],
    [SCOPE, ["a", "b", "c"]],
    [other, ["a"]],
  ]);
  const [single, triple] = clusters;
  expect(single).toMatchObject({ entries: 1, hits: 1, representatives: ["4"] });
  expect(single?.spread.lowest).toBeCloseTo(1, 6);
  expect(triple?.representatives[0]).toBe("3");
  const least = cosine(first!, near(first!, 0.1));
  expect(triple?.spread.lowest).toBeCloseTo(least, 2);
  expect(triple?.spread.mean).toBeGreaterThan(triple?.spread.lowest ?? 1);
  expect((await clusterAnswers(centroids.all(), 0.8)).map(({ id }) => id)).toEqual(
    clusters.map(({ id }) => id),
  );
});
