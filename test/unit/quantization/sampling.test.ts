import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairErrors, quantile } from "../../../quantization/pair-errors.js";
import { Reservoir } from "../../../quantization/reservoir.js";
import { RunningStatistics } from "../../../quantization/running-statistics.js";
import { SeededRandom } from "../../../quantization/seeded-random.js";

describe("running statistics", () => {
  it("equal the two-pass mean, variance and extremes, also far from zero", () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.constantFrom(0, 1000), (raw, shift) => {
        const column = Float32Array.from(raw, (value) => value + shift + 0);
        const statistics = new RunningStatistics(1);
        for (const value of column) statistics.add(Float32Array.of(value));
        const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
        const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
        expect(statistics.mean[0]).toBeCloseTo(mean, 9);
        expect(statistics.variance()[0]).toBeCloseTo(variance, 9);
        expect(statistics.low[0]! + 0).toBe(Math.min(...column) + 0);
        expect(statistics.high[0]! + 0).toBe(Math.max(...column) + 0);
      }),
    );
  });
});

describe("the reservoir", () => {
  it("keeps every vector of a stream with the same probability", () => {
    const kept = new Uint32Array(100);
    for (let seed = 0; seed < 2000; seed++) {
      const reservoir = new Reservoir(10, seed);
      for (let i = 0; i < 100; i++) reservoir.offer(Float32Array.of(i));
      for (const vector of reservoir.shuffled()) kept[vector[0]!] = kept[vector[0]!]! + 1;
    }
    // 200 expected each, standard deviation 13.4: six sigma either way.
    expect(Math.min(...kept)).toBeGreaterThan(120);
    expect(Math.max(...kept)).toBeLessThan(280);
  });

  it("keeps a short stream whole", () => {
    const reservoir = new Reservoir(10, 1);
    for (let i = 0; i < 7; i++) reservoir.offer(Float32Array.of(i));
    expect(
      reservoir
        .shuffled()
        .map((vector) => vector[0])
        .sort(),
    ).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

describe("seeded random numbers", () => {
  it("are uniform below a limit and fair in sign", () => {
    const random = new SeededRandom(3);
    const counts = new Uint32Array(7);
    let signs = 0;
    for (let i = 0; i < 70_000; i++) {
      const place = random.below(7);
      counts[place] = counts[place]! + 1;
      signs += random.sign();
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(6 * 93);
    expect(Math.abs(signs)).toBeLessThan(6 * 265);
  });

  it("never change: stored rotations depend on them", () => {
    const random = new SeededRandom(1);
    expect([random.next(), random.next(), random.next()]).toEqual([1_580_013_426, 350_525_680, -770_792_963]);
  });
});

describe("pair errors", () => {
  it("are mean, 99th percentile and largest difference, and the share of the ten nearest found", () => {
    const exact = Float64Array.from({ length: 40 }, (_, i) => 1 - i / 100);
    const approximate = exact.slice();
    // The 10th and the 11th nearest change places.
    approximate[9] = exact[10]!;
    approximate[10] = exact[9]!;
    const errors = pairErrors(exact, approximate, 40);
    expect(errors.recallAt10).toBeCloseTo(0.9, 9);
    expect(errors.max).toBeCloseTo(0.01, 9);
    expect(errors.mean).toBeCloseTo(0.02 / 40, 9);
    expect(pairErrors(exact, exact, 20)).toEqual({ mean: 0, p99: 0, max: 0, recallAt10: 1 });
  });

  it("do not count a tie as a loss, and take all of a small database", () => {
    const nearlyTied = Float64Array.from({ length: 12 }, (_, i) => 0.5 + i * 1e-9);
    expect(pairErrors(nearlyTied, nearlyTied.toReversed(), 12).recallAt10).toBe(1);
    expect(pairErrors(Float64Array.of(1, 0), Float64Array.of(0, 1), 2).recallAt10).toBe(1);
  });

  it("take quantiles by nearest rank", () => {
    expect([0, 0.5, 0.99, 1].map((share) => quantile([5, 1, 4, 2, 3], share))).toEqual([1, 3, 5, 5]);
    expect(quantile([], 0.5)).toBe(0);
  });
});
