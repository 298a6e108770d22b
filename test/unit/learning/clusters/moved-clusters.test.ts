import { expect, it } from "vitest";
import { AnswerCentroids, answerKey } from "../../../../src/learning/clusters/answer-centroids.js";
import { clusterAnswers } from "../../../../src/learning/clusters/cluster-answers.js";
import { AnswerShares, movedClusters } from "../../../../src/learning/clusters/moved-clusters.js";
import { seededRandom, seededVectors } from "../../../helpers/seeded-vectors.js";

const SCOPE = "s".repeat(16);

async function fiveClusters() {
  const centroids = new AnswerCentroids(10);
  for (const [at, vector] of seededVectors(5, 64).entries())
    centroids.stored(SCOPE, `a${at}`, `e${at}`, vector);
  return clusterAnswers(centroids.all(), 0.8);
}

function noteAnswers(shares: AnswerShares, count: number, weights: readonly number[], random: () => number) {
  for (let lookup = 0; lookup < count; lookup++) {
    let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
    const answer = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    shares.note(answerKey(SCOPE, `a${answer}`));
  }
}

it("names the clusters that are asked for more or less than before, the largest change first", async () => {
  const shares = new AnswerShares(500);
  const random = seededRandom(2);
  noteAnswers(shares, 500, [4, 3, 1, 1, 1], random);
  noteAnswers(shares, 900, [4, 3, 1, 1, 1], random);
  noteAnswers(shares, 500, [0, 3, 1, 1, 7], random);
  const moved = movedClusters(await fiveClusters(), { before: shares.takeFirst(), now: shares.now });
  expect(moved.map(({ answers }) => answers)).toEqual([["a4"], ["a0"]]);
  expect(moved[1]?.before).toBeCloseTo(0.4, 1);
  expect(moved[1]?.now).toBe(0);
});

it("names none of an unchanged stream, nor while there is no first window", async () => {
  const clusters = await fiveClusters();
  for (let seed = 1; seed <= 100; seed++) {
    const shares = new AnswerShares(300);
    noteAnswers(shares, 1_000, [4, 3, 1, 1, 1], seededRandom(seed));
    const taken = { before: shares.takeFirst(), now: shares.now };
    expect([...taken.before.values()].reduce((sum, count) => sum + count, 0)).toBe(300);
    expect([...taken.now.values()].reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(movedClusters(clusters, taken)).toEqual([]);
    expect(movedClusters(clusters, { before: shares.takeFirst(), now: shares.now })).toEqual([]);
  }
});
