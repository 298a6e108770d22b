import fc from "fast-check";
import { expect, test } from "vitest";
import { type PlanInput, planCapacity } from "../../../src/cli/plan/plan-capacity.js";
import { plotPlan } from "../../../src/cli/plan/plot-plan.js";
import { forecastMemory } from "../../../src/cli/stats/forecast.js";
import { runOctavec } from "../../helpers/run-octavec.js";

const INPUT: PlanInput = {
  ...{ elements: 1_000_000, dimension: 768, quantization: "q8", precision: "native", m: 16 },
  ...{ idBytes: 12, payloadBytes: 0, growthPerDay: 20_000, replicas: 1, nodeGb: 16 },
  ...{ searchesPerSecond: 0, limit: 10, pricePerGbHour: 0.02 },
};
const NOW = Date.UTC(2026, 0, 1);

test("a plan adds up: memory, nodes, cost and the date when maxmemory is reached", () => {
  const plan = planCapacity(INPUT, NOW);
  const perElement = 1.05 * (768 + 760);
  expect(plan.memory.bytesPerElement).toBeCloseTo(perElement, 6);
  expect(plan.memory.usedBytes).toBeCloseTo(1e6 * perElement, 0);
  expect(plan.nodes).toEqual({ primaries: 1, replicas: 1, all: 2 });
  expect(plan.cost?.perHour).toBeCloseTo(2 * 16 * 0.02, 9);
  const days = (0.7 * 16e9 - 1e6 * perElement) / (20_000 * perElement);
  expect(plan.limit.days).toBeCloseTo(days, 6);
  expect(plan.limit.date).toBe(new Date(NOW + days * 86_400_000).toISOString().slice(0, 10));
  expect(plotPlan(plan)).toContain("maxmemory");
});

test("without growth the limit is never reached, and without a price there is no cost", () => {
  const plan = planCapacity({ ...INPUT, growthPerDay: 0, pricePerGbHour: undefined }, NOW);
  expect(plan.limit).toMatchObject({ days: null, date: null });
  expect(plan.cost).toBeNull();
});

test("more elements or dimensions never need less, and the nodes hold what is planned", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e9 }),
      fc.integer({ min: 1, max: 4_096 }),
      fc.integer({ min: 0, max: 1e6 }),
      (elements, dimension, more) => {
        const small = planCapacity({ ...INPUT, elements, dimension }, NOW);
        const large = planCapacity({ ...INPUT, elements: elements + more, dimension: dimension + 1 }, NOW);
        expect(large.memory.usedBytes).toBeGreaterThanOrEqual(small.memory.usedBytes);
        expect(small.memory.usedBytes).toBeLessThanOrEqual(small.limit.bytes);
        expect(Number.isFinite(small.load.seconds)).toBe(true);
        expect(() => plotPlan(small)).not.toThrow();
      },
    ),
  );
});

test("octavec plan needs no server, and refuses numbers that do not fit", async () => {
  const { code, out } = await runOctavec("plan", "--elements", "1000", "--dimension", "8", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ input: { elements: 1_000, dimension: 8, quantization: "q8" } });
  const text = await runOctavec("plan", "--elements", "1000", "--dimension", "8");
  expect(text.out).toMatch(/Formulas\n.*\n[\s\S]*Constants\n/);
  for (const [args, message] of [
    [["--dimension", "8"], /--elements: expected/],
    [["--elements", "5"], /--dimension: expected/],
    [["--elements", "5", "--dimension", "0"], /--dimension: expected a whole number from 1 to 65536, got 0/],
    [["--elements", "5", "--dimension", "8", "--m", "2"], /--m: expected/],
    [["--elements", "5", "--dimension", "8", "--svg", "/nowhere/x.svg"], /--svg: .* no writable folder/],
  ] as const) {
    const refused = await runOctavec("plan", ...args);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(message);
  }
});

test("a forecast fits a line to the samples, and says nothing of less than an hour", () => {
  const hour = 3_600_000;
  const samples = Array.from({ length: 25 }, (_, at) => ({
    atMs: NOW + at * hour,
    usedBytes: 1e9 + at * 1e6,
  }));
  expect(forecastMemory(samples.slice(0, 1), 2e9)).toBeUndefined();
  const forecast = forecastMemory(samples, 2e9);
  expect(forecast?.bytesPerDay).toBeCloseTo(24e6, 0);
  expect(forecast?.daysUntilFull).toBeCloseTo((2e9 - 1.024e9) / 24e6, 6);
  expect(forecastMemory(samples, 0)?.daysUntilFull).toBeNull();
  expect(forecastMemory(samples, 1e9)?.daysUntilFull).toBe(0);
});
