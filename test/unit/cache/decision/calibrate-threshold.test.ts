import fc from "fast-check";
import { expect, it } from "vitest";
import { calibrateThreshold } from "../../../../src/cache/decision/calibrate-threshold.js";
import { wilsonInterval } from "../../../../src/cache/decision/wilson-interval.js";

const pair = fc.record({ similarity: fc.double({ min: -1, max: 1, noNaN: true }), same: fc.boolean() });

it("chooses the lowest threshold whose precision surely reaches the target", () => {
  fc.assert(
    fc.property(fc.array(pair, { minLength: 50, maxLength: 300 }), (pairs) => {
      const { chosen } = calibrateThreshold(pairs, { targetPrecision: 0.5 });
      const isGood = (threshold: number) => {
        const served = pairs.filter(({ similarity }) => similarity >= threshold);
        return wilsonInterval(served.filter(({ same }) => same).length, served.length).low >= 0.5;
      };
      const good = pairs.map(({ similarity }) => similarity).filter(isGood);
      expect(chosen?.threshold).toBe(good.length === 0 ? undefined : Math.min(...good));
    }),
  );
});

it("gives precision, hit rate and recall of a threshold", () => {
  const pairs = Array.from({ length: 100 }, (_, at) => ({
    similarity: at / 100,
    same: at >= 60 || at === 10,
  }));
  const { curve } = calibrateThreshold(pairs, { targetPrecision: 0.9 });
  const point = curve.find(({ threshold }) => threshold === 0.5);
  expect(point).toMatchObject({ hitRate: 0.5, precision: { share: 0.8 } });
  expect(point?.recall).toBeCloseTo(40 / 41, 12);
});

it("refuses too few pairs, impossible ones and impossible targets", () => {
  const pairs = Array.from({ length: 50 }, () => ({ similarity: 0.5, same: true }));
  const refused = expect.objectContaining({ code: "INVALID_ARGUMENT" });
  expect(() => calibrateThreshold(pairs.slice(1), { targetPrecision: 0.9 })).toThrow(refused);
  expect(() => calibrateThreshold(pairs, { targetPrecision: 1 })).toThrow(refused);
  expect(() =>
    calibrateThreshold(pairs.with(3, { similarity: 2, same: true }), { targetPrecision: 0.9 }),
  ).toThrow(refused);
});
