import fc from "fast-check";
import { expect, it } from "vitest";
import { DriftWatch } from "../../../../src/learning/drift/drift-watch.js";
import { seededRandom } from "../../../helpers/seeded-vectors.js";

const nothing = () => ({});
const settings = { windowSize: 300, sampleEvery: 3 };

/** Look-ups with similarities about a mean; gives the changes that were told. */
function live(watch: DriftWatch, lookups: number, mean: number, random: () => number) {
  const changes = [];
  for (let at = 0; at < lookups; at++) {
    const change = watch.lookedUp(
      { similarity: mean + 0.2 * (random() - 0.5), probability: random() },
      nothing,
    );
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

it("tells nothing of an unchanged stream", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expect(live(new DriftWatch(settings), 3_000, 0.7, seededRandom(seed))).toEqual([]);
    }),
    { numRuns: 100, seed: 11 },
  );
});

it("tells a drift once, goes on for two windows, and tells its end", () => {
  const random = seededRandom(5);
  const watch = new DriftWatch(settings);
  live(watch, 600, 0.8, random);
  expect(watch.status()).toMatchObject({ level: "ok", moved: [], drifts: 0 });
  const [began, ...more] = live(watch, 300, 0.3, random);
  expect(more).toEqual([]);
  expect(began).toMatchObject({
    level: "drift",
    moved: [{ input: "similarity", measure: "psi" }],
    drifts: 1,
  });
  expect(watch.status().level).toBe("drift");
  const later = live(watch, 600, 0.3, random);
  expect(later).toMatchObject([{ level: "ok", moved: [], drifts: 1 }]);
  expect(live(watch, 3_000, 0.3, random)).toEqual([]);
  expect(live(watch, 300, 0.1, random)).toMatchObject([{ level: "drift", drifts: 2 }]);
});

it("is not over while things go on moving, which is not told again", () => {
  const random = seededRandom(6);
  const watch = new DriftWatch(settings);
  live(watch, 600, 0.9, random);
  const changes = [0.6, 0.3, 0, -0.3].flatMap((mean) => live(watch, 500, mean, random));
  expect(changes).toHaveLength(1);
  expect(watch.status()).toMatchObject({ level: "drift", drifts: 1 });
});

it("asks for what costs more only now and then, and watches it", () => {
  const random = seededRandom(7);
  const watch = new DriftWatch(settings);
  let asked = 0;
  const run = (lookups: number, voteShare: number, vector: Float32Array) => {
    let changes = 0;
    for (let at = 0; at < lookups; at++) {
      const change = watch.lookedUp({ similarity: 0.8 }, () => {
        asked++;
        return { voteShare: voteShare + 0.1 * random(), vector: vector.map((value) => value + random()) };
      });
      if (change !== undefined) changes++;
    }
    return changes;
  };
  expect(run(900, 0.8, new Float32Array(16))).toBe(0);
  expect(asked).toBe(300);
  expect(run(300, 0.8, new Float32Array(16).fill(-2))).toBe(1);
  expect(watch.status().moved).toMatchObject([{ input: "embeddings" }]);
  run(900, 0.8, new Float32Array(16).fill(-2));
  expect(run(300, 0.2, new Float32Array(16).fill(-2))).toBe(1);
  expect(watch.status().moved).toMatchObject([{ input: "vote-share" }]);
});

it("compares nothing with what was before a renewal", () => {
  const random = seededRandom(8);
  const watch = new DriftWatch(settings);
  live(watch, 600, 0.8, random);
  watch.renew();
  expect(live(watch, 2_000, 0.3, random)).toEqual([]);
});

it("hears of errors from audits", () => {
  const watch = new DriftWatch(settings);
  for (let audit = 0; audit < 150; audit++) watch.audited(true, 50);
  for (let audit = 0; audit < 50; audit++) watch.audited(false, 50);
  expect(live(watch, 50, 0.8, seededRandom(9))).toMatchObject([
    { moved: [{ input: "audited-error", before: 0 }] },
  ]);
});
