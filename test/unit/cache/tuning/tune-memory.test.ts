import { expect, test } from "vitest";
import type { LookupEvent, StoreEvent } from "../../../../src/cache/contract/index.js";
import { MemoryTuning } from "../../../../src/cache/tuning/tune-memory.js";
import { TunedSetting } from "../../../../src/cache/tuning/tuned-setting.js";
import type { TunedEvent } from "../../../../src/monitoring/index.js";

const WINDOW = 500;

/** A tier of 100 entries, at least 25 and at most 400, that is full unless `size` says otherwise. */
function stage({ size }: { size?: number } = {}) {
  const events: TunedEvent[] = [];
  const setting: TunedSetting = new TunedSetting({
    setting: "memory.maxEntries",
    original: 100,
    bounds: { min: 25, max: 400 },
    apply: () => {},
    report: (event) => void events.push(event),
  });
  const tuning = new MemoryTuning({ setting, windowLookups: WINDOW, size: () => size ?? setting.value });
  const look = (result: object, times: number) => {
    for (let time = 0; time < times; time++)
      tuning.lookedUp({ identity: {}, result } as unknown as LookupEvent);
  };
  const hits = (times: number) => look({ hit: true, tier: "memory", entryId: "held" }, times);
  const misses = (times: number) => look({ hit: false }, times);
  /** Look-ups of entries that just left memory. */
  const regrets = (times: number, tier = "exact") => {
    for (let time = 0; time < times; time++) {
      tuning.memoryEvicted(`e${time}`);
      look({ hit: true, tier, entryId: `e${time}` }, 1);
    }
  };
  const actions = () => events.map(({ action, from, to }) => [action, from, to]);
  return { tuning, setting, hits, misses, regrets, look, actions, events };
}

test("the tier is doubled when many look-ups ask for entries that just left it, and stays so when memory then answers them", () => {
  const { hits, misses, regrets, actions, setting, events } = stage();
  hits(300);
  regrets(100);
  misses(100);
  expect(actions()).toEqual([["raised", 100, 200]]);
  expect(events[0]?.evidence).toBe("20.0 % of 500 look-ups asked for an entry that had just left memory");
  misses(WINDOW); // the new room fills
  hits(360);
  misses(140);
  expect(setting.trial).toBeUndefined();
  expect(actions()).toHaveLength(1);
});

test("a larger tier that does not answer at least half of what was expected is taken back", () => {
  const { hits, misses, regrets, actions, events } = stage();
  hits(300);
  regrets(100);
  misses(100);
  misses(WINDOW);
  hits(340);
  misses(160);
  expect(actions()).toEqual([
    ["raised", 100, 200],
    ["taken-back", 200, 100],
  ]);
  expect(events[1]?.evidence).toBe("memory answered 68.0 % of 500 look-ups, and 60.0 % before the change");
});

test("nothing changes before a window is over, for less than a clear effect, or for a tier that is not full", () => {
  const early = stage();
  early.regrets(WINDOW - 1);
  expect(early.actions()).toEqual([]);
  const slight = stage();
  slight.regrets(24);
  slight.hits(WINDOW - 24);
  expect(slight.actions()).toEqual([]);
  const roomy = stage({ size: 60 });
  roomy.regrets(WINDOW);
  expect(roomy.actions()).toEqual([]);
});

test("entries that were stored anew, that left long ago, or that are found by meaning are not missed in memory", () => {
  const { tuning, regrets, look, hits, actions } = stage();
  regrets(100, "semantic");
  for (let entry = 0; entry < 100; entry++) tuning.memoryEvicted(`s${entry}`);
  for (let entry = 0; entry < 100; entry++)
    tuning.stored({ result: { stored: true, entryId: `s${entry}` } } as unknown as StoreEvent);
  for (let entry = 0; entry < 100; entry++) look({ hit: true, tier: "exact", entryId: `s${entry}` }, 1);
  for (let entry = 0; entry < 200; entry++) tuning.memoryEvicted(`old${entry}`);
  for (let entry = 0; entry < 100; entry++) look({ hit: true, tier: "exact", entryId: `old${entry}` }, 1);
  hits(200);
  expect(actions()).toEqual([]);
});

test("a tier whose entries answer nothing is halved down to its bound, and taken back when the removed ones are asked for", () => {
  const { misses, actions } = stage();
  misses(2 * WINDOW);
  expect(actions()).toEqual([["lowered", 100, 50]]);
  misses(6 * WINDOW);
  expect(actions().slice(1)).toEqual([["lowered", 50, 25]]);
  const back = stage();
  back.misses(WINDOW);
  back.regrets(5);
  back.misses(WINDOW - 5);
  expect(back.actions()).toEqual([
    ["lowered", 100, 50],
    ["taken-back", 50, 100],
  ]);
});

test("a flush begins a new window and forgets what left memory", () => {
  const { tuning, regrets, look, misses, actions } = stage();
  for (let entry = 0; entry < 100; entry++) tuning.memoryEvicted(`e${entry}`);
  misses(WINDOW - 1);
  tuning.flushed();
  for (let entry = 0; entry < 100; entry++) look({ hit: true, tier: "exact", entryId: `e${entry}` }, 1);
  misses(WINDOW - 101);
  expect(actions()).toEqual([]);
  regrets(1);
  expect(actions()).toEqual([["lowered", 100, 50]]);
});

test("a window has two look-ups for each entry, and look-ups that are not cached do not count", () => {
  const { tuning, setting, regrets, actions } = stage();
  setting.try(400, "by hand");
  setting.keep();
  regrets(700);
  expect(actions()).toHaveLength(1);
  for (let time = 0; time < 200; time++)
    tuning.lookedUp({ identity: undefined, result: { hit: false } } as unknown as LookupEvent);
  expect(actions()).toHaveLength(1);
});
