import { expect, it } from "vitest";
import { seededRandom } from "../../../../scripts/bench/random.js";
import { adaptiveThreshold } from "../../../../src/cache/decision/index.js";

/** A world in which the nearest entry is right from a certain similarity on, and below it never. Gives the threshold at the end. */
function live(policy: ReturnType<typeof adaptiveThreshold>, rightFrom: number, lookups = 6_000): number {
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
  const policy = adaptiveThreshold({ floor: 0.5 });
  expect(policy.exactAt).toBe(0.95);
  const low = live(policy, 0.8);
  expect(low).toBeGreaterThan(0.78);
  expect(low).toBeLessThan(0.86);
  expect(live(policy, 0.9, 20_000)).toBeGreaterThan(0.88);
});

it("never goes below its floor, nor below that of a category or call", () => {
  const policy = adaptiveThreshold({ floor: 0.85 });
  expect(live(policy, 0)).toBe(0.85);
  expect(policy.decide(query(), [neighbour(0.849)]).serve).toBeUndefined();
  expect(policy.decide(query(), [neighbour(0.85)]).serve).toBe("e");
  expect(policy.decide(query(0.9), [neighbour(0.89)]).serve).toBeUndefined();
  expect(policy.decide(query(), [])).toMatchObject({ reason: "no-neighbour" });
});

it("stays where it began while nothing is good enough, and refuses impossible settings", () => {
  expect(live(adaptiveThreshold({ floor: 0.5 }), 2)).toBe(0.95);
  const refused = expect.objectContaining({ code: "INVALID_ARGUMENT" });
  expect(() => adaptiveThreshold({ floor: -1 })).toThrow(refused);
  expect(() => adaptiveThreshold({ floor: 0.9, start: 0.8 })).toThrow(refused);
  expect(() => adaptiveThreshold({ floor: 0.9, targetPrecision: 1 })).toThrow(refused);
});
