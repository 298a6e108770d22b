import fc from "fast-check";
import { expect, test } from "vitest";
import { pairsOfVerdicts } from "../../../src/cli/dashboard/label-pairs.js";
import { PROPOSAL_TTL_MS, Proposals } from "../../../src/cli/dashboard/proposals.js";
import { type LatencyHistogram, percentileBetween } from "../../../src/cli/top/latency-histograms.js";

/** As the server keeps durations: cumulative counts by powers of two, of which the last one holds all. */
function histogramOf(durations: readonly number[]): LatencyHistogram {
  const bounds = Array.from({ length: 21 }, (_, power) => 2 ** power);
  const last = bounds.findIndex((bound) => durations.every((one) => one <= bound));
  return bounds
    .slice(0, last + 1)
    .map((bound): [number, number] => [bound, durations.filter((one) => one <= bound).length])
    .filter(([, calls]) => calls > 0);
}

test("a percentile is that of the calls between two readings, at most twice too long", () => {
  const durations = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 50 });
  fc.assert(
    fc.property(durations, durations, fc.constantFrom(0.5, 0.99), (earlier, since, share) => {
      const before = histogramOf(earlier);
      const found = percentileBetween(before, histogramOf([...earlier, ...since]), share);
      const exact = since.toSorted((a, b) => a - b)[Math.ceil(share * since.length) - 1];
      if (exact === undefined) {
        expect(found).toBeUndefined();
        return;
      }
      expect(found).toBeGreaterThanOrEqual(exact);
      expect(found).toBeLessThanOrEqual(2 * exact);
    }),
  );
});

test("a proposal is confirmed once, and not when it is too old or invented", () => {
  let nowMs = 0;
  const proposals = new Proposals(() => nowMs);
  const proposed = { tenant: "acme", target: { tag: "old" } };
  const id = proposals.put(proposed);
  expect(proposals.take("invented")).toBeUndefined();
  expect(proposals.take(id)).toEqual(proposed);
  expect(proposals.take(id)).toBeUndefined();
  const late = proposals.put(proposed);
  nowMs = PROPOSAL_TTL_MS + 1;
  expect(proposals.take(late)).toBeUndefined();
});

test("verdicts become pairs at the lower border of their bin, and right ones of the last bin are left out", () => {
  const bins = (counts: Record<number, number>) => Array.from({ length: 50 }, (_, bin) => counts[bin] ?? 0);
  const similarity = {
    binWidth: 0.02,
    counts: { correct: bins({ 46: 2, 49: 7 }), incorrect: bins({ 45: 1, 49: 1 }) },
  };
  const none = { correct: 0, incorrect: 0, precision: undefined };
  const tiers = { session: none, memory: none, exact: none, semantic: none, unknown: none };
  const pairs = pairsOfVerdicts({ ...none, tiers, similarity });
  const shown = pairs.map(({ similarity: value, same }) => [Number(value.toFixed(2)), same]);
  expect(shown).toEqual([
    [0.92, true],
    [0.92, true],
    [0.9, false],
    [0.98, false],
  ]);
});
