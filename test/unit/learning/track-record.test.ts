import fc from "fast-check";
import { expect, it } from "vitest";
import { TrackRecord } from "../../../src/learning/evidence/track-record.js";

it("trusts less what misled once, all the less the surer the model was, and no other", () => {
  const trustAfter = (probability: number) => {
    const record = new TrackRecord();
    record.note("a", probability, false);
    expect(record.trust("b")).toBe(1);
    return record.trust("a");
  };
  // Bayes' rule: 0.01 × 0.905 against 0.99 × 0.05 is 15 % bad, of which nine tenths count.
  expect(trustAfter(0.95)).toBeCloseTo(1 - 0.9 * (0.00905 / (0.00905 + 0.0495) - 0.01), 9);
  expect(trustAfter(0.99)).toBeLessThan(0.6);
  expect(trustAfter(0.5)).toBeGreaterThan(0.98);
});

it("all but gives up an answer that has changed after two surprises, though it was right for long", () => {
  const record = new TrackRecord();
  for (let label = 0; label < 1_000; label++) record.note("a", 0.97, true);
  expect(record.trust("a")).toBe(1);
  for (let label = 0; label < 2; label++) record.note("a", 0.97, false);
  expect(record.trust("a")).toBeLessThan(0.2);
});

it("trusts again after some right answers, and never more than the evidence", () => {
  const record = new TrackRecord();
  for (let label = 0; label < 100; label++) record.note("a", 0.97, false);
  for (let label = 0; label < 3; label++) record.note("a", 0.7, true);
  expect(record.trust("a")).toBeGreaterThan(0.8);
  for (let label = 0; label < 100; label++) record.note("a", 0.7, true);
  expect(record.trust("a")).toBe(1);
});

it("keeps the trust between a tenth and all whatever happens", () => {
  const labels = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()));
  fc.assert(
    fc.property(labels, (noted) => {
      const record = new TrackRecord();
      for (const [probability, isRight] of noted) record.note("a", probability, isRight);
      expect(record.trust("a")).toBeGreaterThan(0.1);
      expect(record.trust("a")).toBeLessThanOrEqual(1);
    }),
  );
});
