import fc from "fast-check";
import { expect, it } from "vitest";
import { gaussian, seededRandom } from "../../../scripts/bench/random.js";
import {
  areScaled,
  fitWeights,
  isSound,
  logOdds,
  probabilityOf,
  scaleFeatures,
  WEIGHT_COUNT,
} from "../../../src/learning/evidence/logistic-model.js";

const prior = { weights: new Float64Array(WEIGHT_COUNT), precision: 2 };

function rowsOf(weights: Float64Array, count: number, seed: number) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const x = Float64Array.from({ length: WEIGHT_COUNT }, (_, j) => (j === 0 ? 1 : gaussian(random)));
    return { x, isRight: random() < probabilityOf(logOdds(weights, x)) };
  });
}

it("finds the weights that labels were drawn with", () => {
  const truth = Float64Array.of(0.5, 1, -1, 0, 2, 0, -0.5, 0, 1, 0);
  const fitted = fitWeights(new Float64Array(WEIGHT_COUNT), rowsOf(truth, 5_000, 3), prior);
  for (const [j, weight] of truth.entries()) expect(Math.abs(fitted[j]! - weight)).toBeLessThan(0.2);
});

it("ends at the same weights from wherever it starts, and there the gradient vanishes", () => {
  const rows = rowsOf(Float64Array.of(1, 1, 0, 0, 0, -1, 0, 0, 0, 0), 400, 5);
  const fromZero = fitWeights(new Float64Array(WEIGHT_COUNT), rows, prior);
  const fromAfar = fitWeights(new Float64Array(WEIGHT_COUNT).fill(1.5), rows, prior);
  for (let j = 0; j < WEIGHT_COUNT; j++) {
    expect(fromAfar[j]).toBeCloseTo(fromZero[j]!, 3);
    const slope = rows.reduce(
      (sum, { x, isRight }) => sum + (probabilityOf(logOdds(fromZero, x)) - (isRight ? 1 : 0)) * x[j]!,
      prior.precision * fromZero[j]!,
    );
    expect(Math.abs(slope)).toBeLessThan(0.01);
  }
});

it("stays sound when all labels are alike, contradictory or extreme", () => {
  const extreme = scaleFeatures(Float64Array.of(1, -4.6, 1, 1, 1, 1, 1, 0, 6));
  for (const rights of [[true], [false], [true, false]]) {
    const rows = Array.from({ length: 1_000 }, (_, at) => ({
      x: extreme,
      isRight: rights[at % rights.length]!,
    }));
    expect(isSound(fitWeights(new Float64Array(WEIGHT_COUNT), rows, prior))).toBe(true);
  }
});

it("scales any features into what counts as scaled, and knows what does not", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 9, maxLength: 9 }),
      (features) => {
        const x = scaleFeatures(Float64Array.from(features));
        expect(areScaled(x)).toBe(true);
        for (const damage of [Number.NaN, 5.1, Number.POSITIVE_INFINITY]) {
          expect(areScaled(x.with(3, damage))).toBe(false);
        }
        expect(areScaled(x.with(0, 0))).toBe(false);
        expect(areScaled(x.slice(1))).toBe(false);
      },
    ),
  );
  expect(isSound(new Float64Array(WEIGHT_COUNT).fill(Number.NaN))).toBe(false);
  expect(isSound(new Float64Array(WEIGHT_COUNT).fill(51))).toBe(false);
});
