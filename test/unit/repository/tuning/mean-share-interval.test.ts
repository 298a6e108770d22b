import { expect, test } from "vitest";
import { meanShareInterval, wilsonInterval } from "../../../../src/share-interval.js";
import { seededRandom } from "../../../helpers/seeded-vectors.js";

test("shares of which each is all or nothing count as one trial each, and shares that vary as chance does as all trials", () => {
  const wholes = [...Array(90).fill(1), ...Array(10).fill(0)];
  const { low, high } = wilsonInterval(89.1, 99);
  expect(meanShareInterval(wholes, 10).low).toBeCloseTo(low, 4);
  expect(meanShareInterval(wholes, 10).high).toBeCloseTo(high, 4);
  // Without any variance nothing is known of it, but that no more than the trials were made.
  expect(meanShareInterval(Array(100).fill(1), 10)).toEqual(wilsonInterval(1_000, 1_000));
  expect(meanShareInterval([], 10)).toMatchObject({ low: 0, high: 1 });
});

test("the interval contains the true mean in about 95 of 100 samples, although the neighbours of one query hang together", () => {
  const random = seededRandom(1);
  // Every fifth query is a hard one, of which seven in ten neighbours are found; of the others 99 in 100.
  const sample = () =>
    Array.from({ length: 100 }, () => {
      const chance = random() < 0.2 ? 0.7 : 0.99;
      return Array.from({ length: 10 }, () => (random() < chance ? 0.1 : 0)).reduce<number>(
        (sum, part) => sum + part,
        0,
      );
    });
  const truth = 0.2 * 0.7 + 0.8 * 0.99;
  let covered = 0;
  for (let run = 0; run < 2_000; run++) {
    const { low, high } = meanShareInterval(sample(), 10);
    if (low <= truth && truth <= high) covered++;
  }
  expect(covered / 2_000).toBeGreaterThan(0.92);
  expect(covered / 2_000).toBeLessThan(0.98);
});
