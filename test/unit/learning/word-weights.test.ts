import { expect, it } from "vitest";
import { MAX_WORDS, WordWeights } from "../../../src/learning/evidence/word-weights.js";

it("weighs words by their rarity among the questions, unknown ones the most", () => {
  const words = new WordWeights();
  for (let question = 0; question < 99; question++) words.learn(Uint32Array.of(1, 100 + question));
  const [everywhere, once, never] = words.weightsOf(Uint32Array.of(1, 150, 999));
  expect(everywhere).toBeCloseTo(Math.log(100 / 99.5), 12);
  expect(once).toBeCloseTo(Math.log(100 / 1.5), 12);
  expect(never).toBeCloseTo(Math.log(100 / 0.5), 12);
});

it("tells what is new once, keeps what was not settled, and puts it on top of what others counted", () => {
  const words = new WordWeights();
  words.learn(Uint32Array.of(1, 2));
  const told = words.fresh;
  expect([...told.words]).toEqual([
    [1, 1],
    [2, 1],
  ]);
  words.learn(Uint32Array.of(2));
  words.settle(told);
  expect(words.fresh).toEqual({ questions: 1, words: new Map([[2, 1]]) });
  words.adopt({ questions: 10, words: new Map([[2, 4]]) });
  expect(words.questions).toBe(11);
  expect(words.weightsOf(Uint32Array.of(2))[0]).toBeCloseTo(Math.log(12 / 5.5), 12);
});

it("forgets words that were seen once rather than grow without bound", () => {
  const words = new WordWeights();
  for (let question = 0; question < 10; question++) words.learn(Uint32Array.of(7));
  for (let word = 0; word <= MAX_WORDS; word += 1_000) {
    words.learn(Uint32Array.from({ length: 1_000 }, (_, at) => 1_000 + word + at));
  }
  const [kept, forgotten] = words.weightsOf(Uint32Array.of(7, 1_500));
  expect(kept).toBeCloseTo(Math.log((words.questions + 1) / 10.5), 12);
  expect(forgotten).toBeCloseTo(Math.log((words.questions + 1) / 0.5), 12);
});
