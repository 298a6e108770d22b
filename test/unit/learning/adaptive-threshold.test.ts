import fc from "fast-check";
import { expect, it } from "vitest";
import { seededRandom } from "../../../scripts/bench/random.js";
import type { LearningPolicy } from "../../../src/learning/contract/learning-policy.js";
import { adaptiveThreshold, experiment, fixedThreshold } from "../../../src/learning/policies.js";
import { AdaptiveThreshold } from "../../../src/learning/threshold/adaptive-threshold.js";
import { fakeHost } from "../../helpers/policy-host.js";

/** A world in which the nearest entry is right from a certain similarity on, and below it never. Gives the threshold at the end. */
function live(policy: LearningPolicy, rightFrom: number, lookups = 6_000): number {
  const random = seededRandom(5);
  for (let lookup = 0; lookup < lookups; lookup++) {
    const similarity = 0.6 + 0.4 * random();
    const decision = policy.decide(query(), [neighbour(similarity)]);
    const isServed = decision.serve !== undefined;
    if (isServed && random() >= 0.05) continue;
    const answerId = similarity >= rightFrom ? "A" : "another";
    policy.learn?.(decision, { answerId, from: isServed ? "audit" : "miss" });
  }
  return policy.exactAt ?? Number.NaN;
}

const withRule = ({ floor }: { floor: number }) =>
  new AdaptiveThreshold({ floor, start: 0.95, targetPrecision: 0.98 });

const query = (floor?: number) => ({
  text: "",
  entryId: "q",
  wordHashes: new Uint32Array(0),
  threshold: 0.9,
  floor,
  category: undefined,
});

const neighbour = (similarity: number) => ({
  entryId: "e",
  answerId: "A",
  similarity,
  ageMs: 0,
  wordHashes: new Uint32Array(0),
});

it("goes down to where hits begin to be wrong, and up again when that changes", () => {
  const policy = withRule({ floor: 0.5 });
  expect(policy.exactAt).toBe(0.95);
  const low = live(policy, 0.8);
  expect(low).toBeGreaterThan(0.78);
  expect(low).toBeLessThan(0.86);
  expect(live(policy, 0.9, 20_000)).toBeGreaterThan(0.88);
});

it("never goes below its floor, nor below that of a category or call", () => {
  const policy = withRule({ floor: 0.85 });
  expect(live(policy, 0)).toBe(0.85);
  expect(policy.decide(query(), [neighbour(0.849)]).serve).toBeUndefined();
  expect(policy.decide(query(), [neighbour(0.85)]).serve).toBe("e");
  expect(policy.decide(query(0.9), [neighbour(0.89)]).serve).toBeUndefined();
  expect(policy.decide(query(), [])).toMatchObject({ reason: "no-neighbour" });
});

it("stays where it began while nothing is good enough, and refuses impossible settings", () => {
  expect(live(withRule({ floor: 0.5 }), 2)).toBe(0.95);
  const refused = expect.objectContaining({ code: "INVALID_OPTIONS" });
  expect(() => adaptiveThreshold({ floor: -1 })).toThrow(refused);
  expect(() => adaptiveThreshold({ floor: 0.9, start: 0.8 })).toThrow(refused);
  expect(() => adaptiveThreshold({ floor: 0.9, targetPrecision: 1 })).toThrow(refused);
});

const sample = fc.record({
  similarity: fc.double({ min: -1, max: 1, noNaN: true }),
  isRight: fc.boolean(),
  isAudit: fc.boolean(),
});
const samples = fc.array(sample, { maxLength: 300 });

it("whatever it is told, by whom and in which order, it never serves below its floor", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      samples,
      samples,
      fc.double({ min: -1, max: 1, noNaN: true }),
      (floor, own, known, similarity) => {
        const policy = new AdaptiveThreshold({ floor, start: 1, targetPrecision: 0.5 });
        for (const each of own) policy.note(each);
        policy.adopt(known);
        expect(policy.exactAt).toBeGreaterThanOrEqual(floor);
        const { serve } = policy.decide(query(), [neighbour(similarity)]);
        if (similarity < floor) expect(serve).toBeUndefined();
      },
    ),
  );
});

it("two that know the same samples have the same threshold, however they came to know them", () => {
  fc.assert(
    fc.property(samples, samples, (before, known) => {
      const settings = { floor: 0.1, start: 0.95, targetPrecision: 0.6 };
      const [first, second] = [new AdaptiveThreshold(settings), new AdaptiveThreshold(settings)];
      first.adopt(before);
      for (const each of before) first.note(each);
      first.samples.settle(first.samples.fresh);
      for (const policy of [first, second]) policy.adopt(known);
      expect(first.exactAt).toBe(second.exactAt);
    }),
  );
});

it("what was told counts no longer by itself, and what came meanwhile still does", () => {
  const { samples: held } = new AdaptiveThreshold({ floor: 0, start: 1, targetPrecision: 0.9 });
  const one = { similarity: 0.9, isRight: true, isAudit: false };
  held.add({ ...one });
  const told = held.fresh;
  held.add({ ...one, similarity: 0.8 });
  held.settle(told);
  held.adopt(told);
  expect(held.all.map(({ similarity }) => similarity)).toEqual([0.9, 0.8]);
  for (let at = 0; at < 2_500; at++) held.add({ ...one });
  expect(held.all).toHaveLength(2_000);
});

it("each tenant has a threshold of its own, also in an experiment", () => {
  const object = adaptiveThreshold({ floor: 0.5 });
  const [acme, globex] = ["acme", "globex"].map((tenant) => object.bind(fakeHost({ tenant })).policy);
  live(acme!, 0.8);
  expect(acme?.exactAt).toBeLessThan(0.9);
  expect(globex).toMatchObject({ exactAt: 0.95, name: "adaptive-threshold" });
  const twoArms = experiment({ name: "x", a: object, b: fixedThreshold(0.9) });
  expect(twoArms.bind(fakeHost()).policy.exactAt).toBe(0.95);
});
