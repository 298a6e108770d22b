import fc from "fast-check";
import { expect, test } from "vitest";
import { TunedSetting } from "../../../../src/cache/tuning/tuned-setting.js";
import { Tuning } from "../../../../src/cache/tuning/tuning.js";
import type { TunedEvent } from "../../../../src/monitoring/index.js";

function tuned(original: number, bounds: { min: number; max: number }) {
  const events: TunedEvent[] = [];
  const applied: number[] = [];
  let nowMs = 0;
  const tuning = new Tuning(
    (event) => void events.push(event),
    () => nowMs++,
  );
  const setting = new TunedSetting({
    ...{ setting: "index.efSearch", original, bounds },
    apply: (value) => void applied.push(value),
    report: tuning.report,
  });
  tuning.add(setting);
  return { setting, tuning, events, applied };
}

const beginning = fc
  .tuple(fc.integer({ min: 1, max: 1_000 }), fc.nat(1_000), fc.nat(1_000))
  .map(([min, above, further]) => ({ original: min + above, bounds: { min, max: min + above + further } }));

test("no order of changes, take-backs and resets brings a value out of its bounds, or a change that is not reported", () => {
  const steps = fc.array(fc.constantFrom("larger", "smaller", "far", "keep", "back", "reset"), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(beginning, steps, ({ original, bounds }, order) => {
      const { setting, tuning, events, applied } = tuned(original, bounds);
      for (const step of order) {
        if (step === "larger") setting.try(setting.larger(), "more");
        if (step === "far") setting.try(setting.larger(10 * setting.value), "more");
        if (step === "smaller") setting.try(setting.smaller, "less");
        if (step === "keep") setting.keep();
        if (step === "back") setting.takeBack("worse");
        if (step === "reset") setting.reset();
        expect(setting.value).toBeGreaterThanOrEqual(bounds.min);
        expect(setting.value).toBeLessThanOrEqual(bounds.max);
        expect(applied.at(-1) ?? original).toBe(setting.value);
      }
      expect(events.map(({ to }) => to)).toEqual(applied);
      for (const { from, to } of events) expect(from).not.toBe(to);
      tuning.reset();
      expect(setting.value).toBe(original);
      expect(tuning.stats.history.length).toBeLessThanOrEqual(50);
    }),
  );
});

test("one step doubles or halves a value, and ends at the bound", () => {
  const { setting } = tuned(100, { min: 60, max: 300 });
  expect([setting.smaller, setting.larger()]).toEqual([60, 200]);
  setting.try(setting.larger(), "more");
  expect(setting.larger()).toBe(300);
});

test("a change that was taken back is not tried again for ten windows", () => {
  const { setting } = tuned(100, { min: 50, max: 400 });
  expect(setting.mayTry()).toBe(true);
  setting.try(200, "more");
  setting.takeBack("no better");
  expect(Array.from({ length: 11 }, () => setting.mayTry())).toEqual([...Array(10).fill(false), true]);
});

test("the history names the first value, the present one, and when and why each change was made", () => {
  const { setting, tuning, events } = tuned(100, { min: 50, max: 400 });
  setting.try(200, "more is found");
  setting.takeBack("no more was found");
  expect(tuning.stats).toEqual({
    isOn: true,
    settings: [{ setting: "index.efSearch", original: 100, current: 100, min: 50, max: 400 }],
    history: [
      { setting: "index.efSearch", action: "raised", from: 100, to: 200, evidence: "more is found", atMs: 0 },
      {
        ...{ setting: "index.efSearch", action: "taken-back", from: 200, to: 100 },
        ...{ evidence: "no more was found", atMs: 1 },
      },
    ],
  });
  expect(events.map(({ type, action }) => [type, action])).toEqual([
    ["tuned", "raised"],
    ["tuned", "taken-back"],
  ]);
});
