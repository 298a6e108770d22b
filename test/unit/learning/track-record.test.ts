import fc from "fast-check";
import { expect, it } from "vitest";
import { TrackRecord } from "../../../src/learning/evidence/track-record.js";

it("doubts what misled once, all the more the surer the model was, and no other", () => {
  const doubtAfter = (probability: number) => {
    const record = new TrackRecord();
    record.note("a", probability, false);
    expect(record.doubt("b")).toBe(0);
    return record.doubt("a");
  };
  expect(doubtAfter(0.95)).toBeGreaterThan(0.8);
  expect(doubtAfter(0.95)).toBeGreaterThan(doubtAfter(0.5));
  expect(doubtAfter(0.1)).toBeLessThan(0.1);
});

it("takes the doubt back after some right answers, and never trusts more than the evidence", () => {
  const record = new TrackRecord();
  record.note("a", 0.9, false);
  const doubted = record.doubt("a");
  for (let label = 0; label < 12; label++) record.note("a", 0.7, true);
  expect(record.doubt("a")).toBeLessThan(doubted / 4);
  for (let label = 0; label < 100; label++) record.note("a", 0.7, true);
  expect(record.doubt("a")).toBe(0);
});

it("soon doubts an answer that was right for long and is wrong from now on", () => {
  const record = new TrackRecord();
  for (let label = 0; label < 1_000; label++) record.note("a", 0.9, true);
  for (let label = 0; label < 3; label++) record.note("a", 0.9, false);
  expect(record.doubt("a")).toBeGreaterThan(0.5);
});

it("keeps the doubt finite whatever happens", () => {
  const labels = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()));
  fc.assert(
    fc.property(labels, (noted) => {
      const record = new TrackRecord();
      for (const [probability, isRight] of noted) record.note("a", probability, isRight);
      expect(record.doubt("a")).toBeGreaterThanOrEqual(0);
      expect(record.doubt("a")).toBeLessThanOrEqual(10);
    }),
  );
});
