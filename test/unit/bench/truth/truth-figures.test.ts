import { expect, it } from "vitest";
import {
  bestScore,
  isForJudge,
  type JudgedPair,
  scoreAt,
  sharesOf,
  withRightJudge,
} from "../../../../scripts/bench/truth/truth-figures.js";

function pair(
  kind: JudgedPair["kind"],
  similarity: number,
  rejectedBy: "numbers"[] = [],
  isOpen = false,
): JudgedPair {
  const texts = { a: "a", b: "b", family: "f", language: "en" };
  return { ...texts, kind, similarity, rejectedBy: new Set(rejectedBy), isOpen };
}

const PAIRS = [
  pair("paraphrase", 0.9),
  pair("paraphrase", 0.7, ["numbers"]),
  pair("minimal", 0.95, ["numbers"]),
  pair("minimal", 0.85),
  pair("minimal", 0.5, ["numbers"]),
  pair("crossed", 0.82, ["numbers"]),
];

it("counts stopped wrong pairs from a similarity of 0.8 on, and rejected paraphrases at every similarity", () => {
  expect(sharesOf(PAIRS, ["numbers"])).toEqual({
    wrongStopped: 0.5,
    crossedStopped: 1,
    paraphrasesRejected: 0.5,
    nearParaphrasesRejected: 0,
    nearWrong: 2,
    paraphrases: 2,
  });
  expect(sharesOf(PAIRS, [])).toMatchObject({ wrongStopped: 0, paraphrasesRejected: 0 });
});

it("takes a paraphrase that is served for right, and every other pair that is served for wrong", () => {
  expect(scoreAt(PAIRS, [], 0.8)).toEqual({ precision: 1 / 4, recall: 1 / 2, f1: 1 / 3 });
  expect(scoreAt(PAIRS, ["numbers"], 0.8)).toEqual({ precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 });
});

it("the judge that is always right changes only wrong pairs that are open and that no guard rejects", () => {
  const pairs = [
    pair("minimal", 0.9, [], true),
    pair("minimal", 0.9, ["numbers"], true),
    pair("minimal", 0.9),
    pair("paraphrase", 0.9, [], true),
  ];
  expect(pairs.map(isForJudge)).toEqual([true, false, false, true]);
  expect(withRightJudge(pairs).map(({ rejectedBy }) => [...rejectedBy])).toEqual([
    ["alignment"],
    ["numbers"],
    [],
    [],
  ]);
});

it("finds the threshold with the best F1", () => {
  const best = bestScore(PAIRS, ["numbers"]);
  expect(best.threshold).toBeGreaterThan(0.85);
  expect(best).toMatchObject({ precision: 1, recall: 1 / 2 });
});
