import fc from "fast-check";
import { expect, it } from "vitest";
import { evidenceOf, FEATURE_NAMES } from "../../../src/learning/evidence/evidence-features.js";
import { WordWeights } from "../../../src/learning/evidence/word-weights.js";

const neighbour = (entryId: string, answerId: string, similarity: number, words: number[]) => ({
  entryId,
  answerId,
  similarity,
  ageMs: 0,
  wordHashes: Uint32Array.from(words),
});

function named(features: Float64Array): Record<string, number> {
  return Object.fromEntries(FEATURE_NAMES.map((name, j) => [name, features[j]!]));
}

it("describes a small neighbourhood as by hand", () => {
  const words = new WordWeights();
  // Word 1 is everywhere, the others are rare.
  for (let question = 0; question < 9; question++) words.learn(Uint32Array.of(1));
  const rare = Math.log(10 / 0.5);
  const common = Math.log(10 / 9.5);
  const evidence = evidenceOf(
    { wordHashes: Uint32Array.of(1, 5, 9) },
    [
      neighbour("other", "B", 0.9, [1, 9]),
      neighbour("own", "A", 0.88, [5, 7]),
      neighbour("own too", "A", 0.86, [1]),
    ],
    words,
  );
  expect(evidence).toMatchObject({ answerId: "A", entryId: "own" });
  const votes = [1, Math.exp(-0.02 / 0.05), Math.exp(-0.04 / 0.05)];
  const mass = common + 2 * rare;
  const got = named(evidence!.features);
  const expected = {
    similarity: 0.88,
    logDistance: Math.log(0.13),
    margin: -0.02,
    voteShare: (votes[1]! + votes[2]!) / (votes[0]! + votes[1]! + votes[2]!),
    meanOfTop3: 0.87,
    jaccard: 1 / 4,
    wordsOfAnswer: (common + rare) / mass,
    wordsOfOthers: (common + rare) / mass,
  };
  for (const [name, value] of Object.entries(expected)) expect(got[name], name).toBeCloseTo(value, 9);
});

it("has nothing to say without neighbours", () => {
  expect(evidenceOf({ wordHashes: Uint32Array.of(1) }, [], new WordWeights())).toBeUndefined();
});

it("gives finite features and shares between 0 and 1 for any neighbourhood", () => {
  const hashes = fc.uniqueArray(fc.nat(30), { maxLength: 8 }).map((list) => list.sort((a, b) => a - b));
  const neighbours = fc
    .array(
      fc.record({
        answer: fc.constantFrom("A", "B", "C"),
        s: fc.double({ min: -1, max: 1, noNaN: true }),
        hashes,
      }),
      {
        minLength: 1,
        maxLength: 20,
      },
    )
    .map((list) =>
      list
        .sort((a, b) => b.s - a.s)
        .map(({ answer, s, hashes: own }, at) => neighbour(String(at), answer, s, own)),
    );
  fc.assert(
    fc.property(hashes, neighbours, (asked, found) => {
      const words = new WordWeights();
      for (const { wordHashes } of found) words.learn(wordHashes);
      const evidence = evidenceOf({ wordHashes: Uint32Array.from(asked) }, found, words)!;
      const got = named(evidence.features);
      expect(Object.values(got).every(Number.isFinite)).toBe(true);
      for (const name of ["voteShare", "jaccard", "wordsOfAnswer", "wordsOfOthers"]) {
        expect(got[name]).toBeGreaterThanOrEqual(0);
        expect(got[name]).toBeLessThanOrEqual(1 + 1e-9);
      }
      const own = found.filter(({ answerId }) => answerId === evidence.answerId);
      expect(own[0]?.entryId).toBe(evidence.entryId);
    }),
  );
});
