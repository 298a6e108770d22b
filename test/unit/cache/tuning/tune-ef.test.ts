import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { LookupEvent } from "../../../../src/cache/contract/index.js";
import type { QueryVector } from "../../../../src/cache/question/index.js";
import { EfTuning } from "../../../../src/cache/tuning/tune-ef.js";
import { TunedSetting } from "../../../../src/cache/tuning/tuned-setting.js";
import type { TunedEvent } from "../../../../src/monitoring/index.js";

const WINDOW = 500;
const NEIGHBOURS = 10;

/** @param recallOf - What the server would find with each EF; undefined: it cannot be measured. */
function stage(recallOf: (ef: number) => number | undefined, { original = 100, min = 10, max = 400 } = {}) {
  const events: TunedEvent[] = [];
  let measurements = 0;
  let running = Promise.resolve();
  const setting = new TunedSetting({
    ...{ setting: "index.efSearch", original, bounds: { min, max } },
    apply: () => {},
    report: (event) => void events.push(event),
  });
  const tuning = new EfTuning({
    ...{ setting, windowLookups: WINDOW, leastRecall: 0.95, neighbours: NEIGHBOURS },
    background: {
      run: (_job, work) => {
        running = work(new AbortController().signal).then(() => {});
        return true;
      },
    },
    queryOf: (vector) => ({ vector }) as unknown as QueryVector,
    measure: async (_question, efs) => {
      measurements++;
      const recalls = efs.map((ef) => recallOf(Math.max(ef, NEIGHBOURS)));
      return recalls.includes(undefined) ? undefined : (recalls as number[]);
    },
  });
  const look = (times: number, event: object = {}) => {
    const whole = { identity: { scopeId: "s", tags: [] }, vector: new Float32Array(4), ...event };
    for (let time = 0; time < times; time++) tuning.lookedUp(whole as unknown as LookupEvent);
  };
  const windows = async (count: number) => {
    for (let window = 0; window < count; window++) {
      look(WINDOW);
      await running;
    }
  };
  const actions = () => events.map(({ action, from, to }) => [action, from, to]);
  return { setting, tuning, look, windows, actions, events, measured: () => measurements };
}

test("EF is doubled while recall is too low and the double finds more, one step in two windows", async () => {
  const recall = (ef: number) => Math.min(1, 0.8 + ef / 2_000);
  const { windows, actions, events } = stage(recall);
  await windows(1);
  expect(actions()).toEqual([["raised", 100, 200]]);
  expect(events[0]?.evidence).toBe(
    "EF 100 found 85.0 % of the nearest entries of 50 questions, EF 200 90.0 %",
  );
  await windows(1);
  expect(actions()).toHaveLength(1);
  await windows(5);
  expect(actions()).toEqual([
    ["raised", 100, 200],
    ["raised", 200, 400],
  ]);
});

test("a larger EF that turns out to find no more is taken back, and rests", async () => {
  let isUseless = false;
  const { windows, actions } = stage((ef) => (isUseless ? 0.9 : Math.min(1, 0.8 + ef / 2_000)));
  await windows(1);
  isUseless = true;
  await windows(1);
  isUseless = false;
  await windows(10);
  expect(actions()).toEqual([
    ["raised", 100, 200],
    ["taken-back", 200, 100],
  ]);
  await windows(1);
  expect(actions().at(-1)).toEqual(["raised", 100, 200]);
});

test("EF is halved where half of it finds all that is needed, and taken back when recall then falls below the least", async () => {
  let isHarder = false;
  const { windows, actions } = stage((ef) => (isHarder && ef < 100 ? 0.94 : 0.99));
  await windows(1);
  isHarder = true;
  await windows(1);
  expect(actions()).toEqual([
    ["lowered", 100, 50],
    ["taken-back", 50, 100],
  ]);
});

test("an EF below the number of neighbours, which the server raises to it, is doubled from there", async () => {
  const { windows, actions } = stage((ef) => (ef < 20 ? 0.5 : 0.9), { original: 4, min: 1 });
  await windows(1);
  expect(actions()).toEqual([["raised", 4, 20]]);
});

test("nothing is measured before a window is over, and nothing changes on fewer than 20 questions", async () => {
  const early = stage(() => 0);
  early.look(WINDOW - 1);
  expect(early.measured()).toBe(0);
  const held = stage(() => 0);
  held.look(WINDOW * 2, { vector: undefined });
  held.look(10, { identity: { scopeId: "s", tags: [], media: {} } });
  held.look(10, { identity: undefined });
  expect(held.measured()).toBe(0);
  const tooLarge = stage(() => undefined);
  await tooLarge.windows(3);
  expect([tooLarge.measured(), tooLarge.actions()]).toEqual([150, []]);
});

test("a value that was reset during the measurement is not changed by it", async () => {
  let onMeasure = () => {};
  const { setting, windows, actions } = stage((ef) => {
    onMeasure();
    return ef / 1_000;
  });
  await windows(2);
  expect(actions()).toEqual([["raised", 100, 200]]);
  onMeasure = () => setting.reset();
  await windows(1);
  expect(actions().slice(1)).toEqual([["reset", 200, 100]]);
  await vi.waitFor(() => expect(setting.trial).toBeUndefined());
});

test("whatever recall is measured, EF stays between its bounds and moves by one step", async () => {
  const recalls = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(2_000)), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(recalls, async (given) => {
      let at = 0;
      const recall = (ef: number) => {
        const [base, slope] = given[at % given.length]!;
        return Math.min(1, base + ef / (slope + 1));
      };
      const { setting, windows, events } = stage(recall, { original: 30, min: 16, max: 100 });
      for (at = 0; at < given.length; at++) {
        await windows(1);
        expect(setting.value).toBeGreaterThanOrEqual(16);
        expect(setting.value).toBeLessThanOrEqual(100);
      }
      for (const { from, to } of events) expect(Math.max(from, to) / Math.min(from, to)).toBeLessThan(2.07);
    }),
    { numRuns: 40 },
  );
});
