import fc from "fast-check";
import { expect, it } from "vitest";
import { seededRandom } from "../../../scripts/bench/random.js";
import { calibrateThreshold } from "../../../src/learning/threshold/calibrate-threshold.js";

const pair = fc.record({ similarity: fc.double({ min: -1, max: 1, noNaN: true }), same: fc.boolean() });

it("counts hits, precision, hit rate and recall of every threshold as a plain count does", () => {
  fc.assert(
    fc.property(fc.array(pair, { minLength: 50, maxLength: 300 }), (pairs) => {
      const { curve, chosen } = calibrateThreshold(pairs, { targetPrecision: 0.5 });
      const right = pairs.filter(({ same }) => same).length;
      for (const { threshold, hits, precision, hitRate, recall } of curve) {
        const served = pairs.filter(({ similarity }) => similarity >= threshold);
        const good = served.filter(({ same }) => same).length;
        expect(hits).toBe(served.length);
        expect(precision.share).toBe(good / hits);
        expect(hitRate).toBe(hits / pairs.length);
        expect(recall).toBe(right === 0 ? 0 : good / right);
      }
      const sure = curve.filter(({ isSure }) => isSure).map(({ threshold }) => threshold);
      expect(chosen?.threshold).toBe(sure.length === 0 ? undefined : Math.min(...sure));
    }),
  );
});

/** Of pairs spread evenly over 0 … 1, right with the chance that `rightAt` gives. */
function sample(rightAt: (similarity: number) => number, count: number, random: () => number) {
  return Array.from({ length: count }, () => {
    const similarity = random();
    return { similarity, same: random() < rightAt(similarity) };
  });
}

/** The true share of right ones from a threshold on. */
function precisionFrom(threshold: number, rightAt: (similarity: number) => number): number {
  const steps = 2_000;
  let sum = 0;
  for (let at = 0; at < steps; at++) sum += rightAt(threshold + ((1 - threshold) * (at + 0.5)) / steps);
  return sum / steps;
}

it.each<[string, (similarity: number) => number]>([
  ["just below the target everywhere, where many looks mislead most", () => 0.979],
  ["just below the target as far as a cliff", (s) => (s > 0.3 ? 0.9795 : 0.5)],
  ["falling gently through the target", (s) => 0.9 + 0.1 * s],
  ["falling steeply through the target", (s) => 1 / (1 + Math.exp(-12 * (s - 0.35)))],
])("where precision is %s, at most one sample in forty leads below the target", (_, rightAt) => {
  const random = seededRandom(77);
  const [samples, target] = [200, 0.98];
  let missed = 0;
  for (let at = 0; at < samples; at++) {
    const { chosen } = calibrateThreshold(sample(rightAt, 1_000, random), { targetPrecision: target });
    if (chosen !== undefined && precisionFrom(chosen.threshold, rightAt) < target) missed++;
  }
  expect(missed / samples).toBeLessThanOrEqual(0.025);
});

it("finds nearly all that a threshold can serve when there are pairs enough", () => {
  const rightAt = (similarity: number) => (similarity > 0.5 ? 0.995 : 0.6);
  const pairs = sample(rightAt, 5_000, seededRandom(3));
  const { chosen } = calibrateThreshold(pairs, { targetPrecision: 0.98 });
  expect(chosen?.threshold).toBeGreaterThan(0.45);
  expect(chosen?.threshold).toBeLessThan(0.54);
});

it("says how many right pairs a target takes at least", () => {
  const right = (count: number) => Array.from({ length: count }, () => ({ similarity: 0.9, same: true }));
  const { chosen, leastHits } = calibrateThreshold(right(60), { targetPrecision: 0.98 });
  expect(chosen).toBeUndefined();
  expect(calibrateThreshold(right(leastHits - 1), { targetPrecision: 0.98 }).chosen).toBeUndefined();
  expect(calibrateThreshold(right(leastHits), { targetPrecision: 0.98 }).chosen).toMatchObject({
    threshold: 0.9,
    hits: leastHits,
    hitRate: 1,
    recall: 1,
  });
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
