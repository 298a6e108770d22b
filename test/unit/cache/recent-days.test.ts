import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AnsweredAnew } from "../../../src/cache/account/answered-anew.js";
import { Counters } from "../../../src/cache/account/counters.js";
import { countDuration, DURATION_BOUNDS_MS, placeOf } from "../../../src/cache/account/lookup-durations.js";
import type { LookupEvent, StoreEvent } from "../../../src/cache/contract/index.js";
import { type RecentDays, reportLatency } from "../../../src/cache/index.js";

const NONE = Array.from({ length: DURATION_BOUNDS_MS.length + 1 }, () => 0);

/** Durations in milliseconds by what was found, as the days of a cache. */
function daysOf(durations: Partial<Record<keyof RecentDays["durations"]["counts"], readonly number[]>>) {
  const counts = { session: NONE, memory: NONE, exact: NONE, semantic: NONE, miss: NONE, bypass: NONE };
  const counted = Object.entries(durations).map(([kind, all]) => {
    const places = [...NONE];
    for (const durationMs of all) places[placeOf(durationMs)]! += 1;
    return [kind, places] as const;
  });
  const all = { ...counts, error: NONE, ...Object.fromEntries(counted) };
  return { days: 3, durations: { boundsMs: DURATION_BOUNDS_MS, counts: all } };
}

describe("a duration", () => {
  test("is counted at the lowest bound that it does not exceed, and above all bounds last", () => {
    expect([0, 0.005, 0.0051, 50, 50.1, 10_000, 10_001].map(placeOf)).toEqual([0, 0, 1, 12, 13, 19, 20]);
    expect(DURATION_BOUNDS_MS[12]).toBe(50);
  });

  test("is counted under the tier of its hit, or as a miss, a bypass or an error", () => {
    const counters = new Counters();
    const results = [
      { hit: true, tier: "memory" },
      { hit: true, tier: "memory" },
      { hit: false, reason: "below-threshold" },
      { hit: false, reason: "multi-turn" },
      { hit: false, reason: "unavailable" },
    ];
    for (const result of results) countDuration(counters, { result, durationMs: 2 } as LookupEvent);
    expect(Object.fromEntries(counters.entries())).toEqual({
      "took:memory:8": 2,
      "took:miss:8": 1,
      "took:bypass:8": 1,
      "took:error:8": 1,
    });
  });
});

describe("the report on latency", () => {
  test("says which share of the look-ups was quick enough and how much of the budget is left, for all and for each kind", () => {
    const memory = Array.from({ length: 980 }, () => 0.02);
    const semantic = [...Array.from({ length: 15 }, () => 20), ...Array.from({ length: 5 }, () => 80)];
    const report = reportLatency(daysOf({ memory, semantic }), { withinMs: 50, objective: 0.99 });
    expect(report).toMatchObject({ days: 3, lookups: 1_000, within: 995, share: 0.995, judgedAtMs: 50 });
    expect(report.budgetLeft).toBeCloseTo(0.5, 9);
    expect(report.kinds.memory).toMatchObject({ lookups: 980, share: 1 });
    expect(report.kinds.semantic).toMatchObject({ lookups: 20, within: 15, share: 0.75 });
    expect(report.kinds.miss).toMatchObject({ lookups: 0, share: undefined, p99Ms: undefined });
  });

  test("is below 0 when the objective is missed, and judges an objective between two bounds at the lower one", () => {
    const report = reportLatency(daysOf({ exact: [10, 60] }), { withinMs: 60, objective: 0.9 });
    expect(report).toMatchObject({ withinMs: 60, judgedAtMs: 50, within: 1 });
    expect(report.budgetLeft).toBeCloseTo(-4, 9);
  });

  test("has percentiles that lie between the same two bounds as the exact ones", () => {
    const durations = fc.array(fc.double({ min: 0, max: 20_000, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(durations, (exact) => {
        const report = reportLatency(daysOf({ exact }), { withinMs: 50, objective: 0.99 });
        const sorted = exact.toSorted((a, b) => a - b);
        for (const [share, found = -1] of [
          [0.5, report.p50Ms],
          [0.95, report.p95Ms],
          [0.99, report.p99Ms],
        ] as const) {
          const place = placeOf(sorted[Math.ceil(share * sorted.length) - 1]!);
          expect(found).toBeGreaterThanOrEqual(DURATION_BOUNDS_MS[place - 1] ?? 0);
          expect(found).toBeLessThanOrEqual(DURATION_BOUNDS_MS[place] ?? 10_000);
        }
        expect(report.p50Ms).toBeLessThanOrEqual(report.p99Ms ?? -1);
      }),
    );
  });

  test("says nothing before the first look-up, and refuses objectives that cannot be judged", () => {
    expect(reportLatency(daysOf({}), { withinMs: 50, objective: 0.99 })).toMatchObject({
      ...{ lookups: 0, share: undefined, budgetLeft: undefined, p50Ms: undefined },
    });
    for (const withinMs of [0.004, 10_001, Number.NaN]) {
      expect(() => reportLatency(daysOf({}), { withinMs, objective: 0.99 })).toThrow(/from 0.005 to 10000/);
    }
    for (const objective of [0, 1, Number.NaN]) {
      expect(() => reportLatency(daysOf({}), { withinMs: 50, objective })).toThrow(/above 0 and below 1/);
    }
  });
});

describe("a question counts as answered anew", () => {
  const missed = (entryId: string, reason = "not-found") =>
    ({ identity: { entryId }, result: { hit: false, reason } }) as unknown as LookupEvent;
  const stored = (entryId: string, replaced = false) =>
    ({ result: { stored: true, entryId, replaced } }) as StoreEvent;
  const opened = () => {
    const [anew, counters] = [new AnsweredAnew(), new Counters()];
    return { anew, store: (event: StoreEvent) => anew.stored(event, counters), counters };
  };

  test("when its look-up missed and its answer was stored, once for each miss", () => {
    const { anew, store, counters } = opened();
    anew.lookedUp(missed("a"));
    store(stored("a"));
    store(stored("a"));
    anew.lookedUp(missed("a", "below-threshold"));
    store(stored("a"));
    expect([...counters.entries()]).toEqual([["anew:a", 2]]);
  });

  test("but not if nobody asked, if the entry was there, if nothing was stored or if a hit was withheld", () => {
    const { anew, store, counters } = opened();
    store(stored("warmed"));
    anew.lookedUp(missed("there"));
    store(stored("there", true));
    anew.lookedUp(missed("refused"));
    store({ result: { stored: false, reason: "too-large" } } as StoreEvent);
    anew.lookedUp(missed("shadow", "shadow"));
    store(stored("shadow"));
    anew.lookedUp(missed("down", "unavailable"));
    store(stored("down"));
    expect([...counters.entries()]).toEqual([]);
  });

  test("within bounds: 256 questions wait for their answers, the latest, and 256 are named in one batch", () => {
    const { anew, store, counters } = opened();
    const ids = Array.from({ length: 300 }, (_, index) => `id-${index}`);
    for (const id of ids) anew.lookedUp(missed(id));
    for (const id of ids) store(stored(id));
    expect([...counters.entries()].map(([name]) => name)).toEqual(ids.slice(44).map((id) => `anew:${id}`));
    for (const id of ["new", "id-299"]) {
      anew.lookedUp(missed(id));
      store(stored(id));
    }
    expect(new Map(counters.entries()).get("anew:new")).toBeUndefined();
    expect(new Map(counters.entries()).get("anew:id-299")).toBe(2);
    anew.taken();
    anew.lookedUp(missed("new"));
    store(stored("new"));
    expect(new Map(counters.entries()).get("anew:new")).toBe(1);
  });
});
