import { expect, it } from "vitest";
import { seededRandom } from "../../../scripts/bench/random.js";
import { sumsOf, wrongInterval } from "../../../src/learning/contract/intervals.js";
import { AuditRatio, auditChance, HardStop } from "../../../src/learning/evidence/audits.js";
import type { LabelKind } from "../../../src/learning/evidence/label.js";
import { wilsonInterval } from "../../../src/share-interval.js";

const label = (kind: LabelKind, isRight: boolean, probability = 0.97) => ({
  x: new Float64Array(10),
  kind,
  isRight,
  probability,
});

it("stops once audits show surely that the budget is passed, and not before twenty of them", () => {
  const stop = new HardStop(0.02);
  for (let audit = 0; audit < 19; audit++) expect(stop.note(label("audit", false), 0.6)).toBeUndefined();
  expect(stop.note(label("audit", false), 0.6)).toBe("stopped");
  expect(stop.isStopped).toBe(true);
  expect(stop.cause).toMatchObject({ share: 1 });
});

it("does not stop for what misses turned out to be, nor where hits are too rare to pass the budget", () => {
  const stop = new HardStop(0.02);
  for (let miss = 0; miss < 500; miss++) stop.note(label("miss", false), 0.6);
  for (let audit = 0; audit < 150; audit++) stop.note(label("audit", audit % 10 > 0), 0.05);
  expect(stop.isStopped).toBe(false);
});

it("does not take the unsure hits, which are audited most, for all hits", () => {
  const stop = new HardStop(0.02);
  // Six of twenty audits are wrong, but they stand for 75 of 1,475 hits.
  for (let audit = 0; audit < 20; audit++) {
    stop.note(audit % 10 < 3 ? label("audit", false, 0.5) : label("audit", true, 1), 0.6);
  }
  expect(stop.isStopped).toBe(false);
});

it("rarely stops by chance when errors are half of what the budget allows", () => {
  let stops = 0;
  for (let run = 0; run < 200; run++) {
    const random = seededRandom(run);
    const stop = new HardStop(0.02);
    // 60 % hits, 1 % errors per look-up, 300 audits.
    for (let audit = 0; audit < 300; audit++) stop.note(label("audit", random() >= 0.01 / 0.6), 0.6);
    if (stop.isStopped) stops++;
  }
  expect(stops).toBeLessThan(4);
});

it("recovers when what it would have served keeps the budget, and starts with audits afresh", () => {
  const stop = new HardStop(0.02);
  for (let audit = 0; audit < 20; audit++) stop.note(label("audit", false), 0.6);
  for (let unserved = 0; unserved < 100; unserved++) stop.note(label("unserved", unserved % 10 > 0), 0.6);
  expect(stop.isStopped).toBe(true);
  const changes = Array.from({ length: 100 }, () => stop.note(label("unserved", true), 0.6));
  expect(changes.at(-1)).toBe("recovered");
  expect(changes.slice(0, -1).every((change) => change === undefined)).toBe(true);
  expect(stop.isStopped).toBe(false);
  expect(stop.note(label("audit", false), 0.6)).toBeUndefined();
});

it("estimates the share of wrong hits without bias though unsure hits are audited more often", () => {
  const random = seededRandom(11);
  const samples: { weight: number; isRight: boolean }[] = [];
  let [wrong, hits] = [0, 0];
  for (let hit = 0; hit < 400_000; hit++) {
    const probability = 0.7 + 0.3 * random();
    const isRight = random() < probability;
    hits++;
    if (!isRight) wrong++;
    if (random() < auditChance(probability)) samples.push({ weight: 1 / auditChance(probability), isRight });
  }
  const { share, low, high } = wrongInterval(sumsOf(samples));
  expect(Math.abs(share - wrong / hits)).toBeLessThan(0.01);
  expect(low).toBeLessThan(wrong / hits);
  expect(high).toBeGreaterThan(wrong / hits);
  expect(samples.filter(({ isRight }) => !isRight).length / samples.length).toBeGreaterThan(
    1.2 * (wrong / hits),
  );
});

it("equals Wilson's interval where all were drawn alike", () => {
  const samples = Array.from({ length: 50 }, (_, at) => ({ weight: 7, isRight: at >= 5 }));
  const [ours, wilson] = [wrongInterval(sumsOf(samples)), wilsonInterval(5, 50)];
  expect(ours.low).toBeCloseTo(wilson.low, 9);
  expect(ours.high).toBeCloseTo(wilson.high, 9);
  expect(wrongInterval(sumsOf([]))).toMatchObject({ low: 0, high: 1 });
});

it("knows Wilson's interval for 0 of 10 and 8 of 10", () => {
  expect(wilsonInterval(0, 10).low).toBe(0);
  expect(wilsonInterval(0, 10).high).toBeCloseTo(0.2775, 4);
  expect(wilsonInterval(8, 10).low).toBeCloseTo(0.4902, 4);
  expect(wilsonInterval(8, 10).high).toBeCloseTo(0.9433, 4);
});

it("estimates how many times more often hits are wrong than expected, and how surely", () => {
  const ratio = new AuditRatio();
  expect(ratio.estimate.value).toBe(1);
  const atFirst = ratio.estimate.deviation;
  for (let audit = 0; audit < 100; audit++) ratio.note(0.9, audit % 10 > 0);
  expect(ratio.estimate.value).toBeCloseTo(1, 9);
  expect(ratio.estimate.deviation).toBeLessThan(atFirst);
  for (let audit = 0; audit < 20; audit++) ratio.note(0.9, false);
  expect(ratio.estimate.value).toBeGreaterThan(1.3);
  for (let audit = 0; audit < 150; audit++) ratio.note(0.99, false);
  expect(ratio.estimate.value).toBe(5);
  for (let audit = 0; audit < 150; audit++) ratio.note(0.9, true);
  expect(ratio.estimate.value).toBeCloseTo(30 / 45, 9);
});

it("audits one hit in two hundred at least, unsure ones more often", () => {
  expect(auditChance(1)).toBe(0.005);
  expect(auditChance(0.5)).toBeCloseTo(0.2, 12);
});
