import fc from "fast-check";
import { expect, it } from "vitest";
import { gaussian, seededRandom } from "../../../scripts/bench/random.js";
import type { DecisionPolicy } from "../../../src/cache/contract/decision-policy.js";
import { CategoryCounts } from "../../../src/learning/contract/counts.js";
import { alwaysValidInterval, varianceOfShare } from "../../../src/learning/contract/intervals.js";
import type { LearningPolicy } from "../../../src/learning/contract/learning-policy.js";
import { ExperimentPolicy } from "../../../src/learning/experiment-policy.js";
import { evidence, experiment, fixedThreshold } from "../../../src/learning/policies.js";
import { compareArms } from "../../../src/learning/quality-report.js";
import { fakeHost } from "../../helpers/policy-host.js";

const query = (entryId: string) => ({
  text: "",
  entryId,
  wordHashes: new Uint32Array(0),
  threshold: 0.9,
  floor: undefined,
  category: undefined,
});

function policy(name: string): LearningPolicy & { learned: number } {
  return {
    name,
    neighbours: 1,
    learned: 0,
    decide: () => ({ serve: undefined, reason: name }),
    learn() {
      this.learned++;
    },
  };
}

it("gives every question to the same policy for good, each its share, and other buckets under another name", () => {
  const { learn: _, ...b } = policy("b");
  const [one, two] = ["one", "two"].map((name) => {
    return experiment({ name, a: policy("a"), b, shareOfB: 0.3 }).bind(fakeHost()).policy;
  });
  const ids = Array.from({ length: 4_000 }, (_, at) => `entry ${at}`);
  const armsOf = (tried: DecisionPolicy | undefined) => ids.map((id) => tried?.decide(query(id), []).arm);
  const arms = armsOf(one);
  expect(armsOf(one)).toEqual(arms);
  expect(arms.filter((arm) => arm === "b").length / ids.length).toBeCloseTo(0.3, 1);
  expect(armsOf(two).filter((arm, at) => arm !== arms[at]).length).toBeGreaterThan(1_000);
  expect(one?.decide(query("entry 1"), [])).toMatchObject({ reason: arms[1] });
});

it("tells a policy of its own decisions only", () => {
  const a = policy("a");
  const tried = new ExperimentPolicy({ name: "x", a, b: fixedThreshold(0.9), shareOfB: 0.5 });
  let ofA = 0;
  for (let at = 0; at < 100; at++) {
    const decision = tried.decide(query(`entry ${at}`), []);
    if (decision.arm === "a") ofA++;
    tried.learn(decision, { answerId: "x", from: "miss" });
  }
  expect(a.learned).toBe(ofA);
});

it("refuses what is no experiment", () => {
  const [a, b] = [fixedThreshold(0.9), fixedThreshold(0.8)];
  const refused = expect.objectContaining({ code: "INVALID_OPTIONS" });
  expect(() => experiment({ name: "", a, b })).toThrow(refused);
  expect(() => experiment({ name: "x", a, b: a })).toThrow(refused);
  expect(() => experiment({ name: "x", a, b, shareOfB: 2 })).toThrow(refused);
  expect(() => experiment({ name: "x", a: evidence(), b: evidence() })).toThrow(refused);
  expect(() => experiment({ name: "x", a, b: experiment({ name: "y", a, b }) })).toThrow(refused);
  expect(() => experiment({ name: "x", a: evidence({ shadow: true }), b })).toThrow(
    /a: shadow: expected as options of experiment\(\) itself/,
  );
});

it("an interval that is looked at all the time leaves out the truth in at most one of twenty runs", () => {
  let misled = 0;
  for (let run = 0; run < 400; run++) {
    const random = seededRandom(run);
    let sum = 0;
    for (let at = 1; at <= 2_000; at++) {
      sum += 0.5 * gaussian(random);
      if (at < 50) continue;
      const { low, high } = alwaysValidInterval(sum / at, 0.25 / at);
      if (low > 0 || high < 0) {
        misled++;
        break;
      }
    }
  }
  expect(misled).toBeLessThan(20);
});

it("is wider than the usual interval, and narrows with every look-up", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 0.1, noNaN: true }), (variance) => {
      const { high } = alwaysValidInterval(0, variance);
      expect(high).toBeGreaterThan(1.96 * Math.sqrt(variance));
      expect(alwaysValidInterval(0, variance / 2).high).toBeLessThan(high);
    }),
  );
  expect(varianceOfShare(0, 10)).toBeGreaterThan(0);
});

it("says who hits more once that is sure, and nothing about errors that nobody audited", () => {
  const counts = new CategoryCounts();
  Object.assign(counts.of("a"), { lookups: 5_000, decided: 2_000, hits: 2_000 });
  Object.assign(counts.of("b"), { lookups: 5_000, decided: 2_500, hits: 2_500 });
  const report = compareArms(counts);
  expect(report).toMatchObject({ hitsMore: "b", errsMore: undefined });
  expect(report.hitRate.difference).toBeCloseTo(0.1, 12);
  Object.assign(counts.of("b"), { decided: 2_010 });
  expect(compareArms(counts).hitsMore).toBeUndefined();
  expect(compareArms(new CategoryCounts())).toMatchObject({ hitsMore: undefined, errsMore: undefined });
  for (let audit = 0; audit < 400; audit++) {
    counts.audited("a", audit % 100 > 0, 0.2);
    counts.audited("b", audit % 2 > 0, 0.2);
  }
  expect(compareArms(counts).errsMore).toBe("b");
});
