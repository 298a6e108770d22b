import { expect, it } from "vitest";
import { seededRandom } from "../../../scripts/bench/random.js";
import { SureAnswers } from "../../../src/learning/evidence/sure-answers.js";

const WEIGHTS = Float64Array.of(0, 1);

/** Rows with these log odds by the model, which are right with odds that are `slope` times as high. */
function rowsOf(slope: number, count: number) {
  const random = seededRandom(4);
  return Array.from({ length: count }, () => {
    const odds = 8 * random() - 4;
    return { x: Float64Array.of(1, odds), isRight: random() < 1 / (1 + Math.exp(-slope * odds)) };
  });
}

it("changes nothing before it has labels, and never what is rather wrong than right", () => {
  const sure = new SureAnswers();
  expect(sure.corrected(2)).toBe(2);
  sure.fit(WEIGHTS, rowsOf(2, 2_000));
  expect(sure.corrected(-2)).toBe(-2);
});

it("finds out that sure answers are right more often, or less often, than the model says", () => {
  for (const slope of [0.5, 2]) {
    const sure = new SureAnswers();
    sure.fit(WEIGHTS, rowsOf(slope, 2_000));
    const corrected = sure.corrected(3);
    expect(Math.abs(corrected - 3 * slope)).toBeLessThan(Math.abs(3 - 3 * slope) / 2);
  }
});

it("follows the latest two thousand labels", () => {
  const [follows, latestOnly] = [new SureAnswers(), new SureAnswers()];
  const latest = rowsOf(2, 2_000);
  follows.fit(WEIGHTS, [...rowsOf(0.5, 4_000), ...latest]);
  latestOnly.fit(WEIGHTS, latest);
  expect(follows.corrected(3)).toBe(latestOnly.corrected(3));
});

it("compares what happened with the odds that were given, and not with what the model says by now", () => {
  const random = seededRandom(5);
  const labels = Array.from({ length: 2_000 }, () => {
    const odds = 3 * random();
    // By now the model knows what happened.
    const isRight = random() < 1 / (1 + Math.exp(-odds));
    return { x: Float64Array.of(1, isRight ? 6 : -6), odds, isRight };
  });
  const sure = new SureAnswers();
  sure.fit(WEIGHTS, labels);
  expect(sure.corrected(2)).toBeCloseTo(2, 0);
  sure.fit(
    WEIGHTS,
    labels.map(({ x, isRight }) => ({ x, isRight })),
  );
  expect(sure.corrected(2)).toBeGreaterThan(2.5);
});
