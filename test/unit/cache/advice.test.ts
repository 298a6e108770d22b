import { describe, expect, test } from "vitest";
import {
  type AdvisedSettings,
  adviseCache,
  type CacheStats,
  reportAvailability,
} from "../../../src/cache/index.js";

const BINS = 20;
const bins = (counts: Record<number, number> = {}) =>
  Array.from({ length: BINS }, (_, bin) => counts[bin] ?? 0);

interface Given {
  readonly hit?: Record<number, number>;
  readonly miss?: Record<number, number>;
  readonly correct?: Record<number, number>;
  readonly incorrect?: Record<number, number>;
}

/** A cache in which all is well, but for what is given. Bins are 0.05 wide: bin 18 is 0.90 to 0.95. */
function statsWith(
  others: Partial<CacheStats> = {},
  { hit, miss, correct, incorrect }: Given = {},
): CacheStats {
  const account = {
    ...{ lookups: 1_000, hits: 600, misses: 400, bypasses: 0, errors: 0, byReason: {}, hitRatio: 0.6 },
    hitsByTier: { memory: 500, exact: 50, near: 0, semantic: 50, session: 0 },
    saved: { inputTokens: 1, outputTokens: 1, money: 2, unpricedHits: 0 },
    embedding: { texts: 1, estimatedTokens: 1, cost: 1 },
    ...{ netSaved: 1, returnOnInvestment: 1 },
  };
  const width = { binWidth: 1 / BINS };
  return {
    ...account,
    errorsByCode: {},
    removed: { expired: 300, evicted: 20 },
    hitRatioGoal: { least: 0.6, most: 0.8, reached: "within" },
    ...{ currency: "USD", redisCost: 0, entries: 100, bytes: 100_000 },
    similarity: { ...width, counts: { hit: bins(hit), miss: bins(miss) } },
    stores: { stored: 400, replaced: 0, refused: {} },
    feedback: { similarity: { ...width, counts: { correct: bins(correct), incorrect: bins(incorrect) } } },
    ...others,
  } as unknown as CacheStats;
}

const idsOf = (stats: CacheStats, settings?: AdvisedSettings) =>
  adviseCache(stats, settings).map(({ id }) => id);

test("a cache in which all is well gets no advice", () => {
  expect(idsOf(statsWith(), { threshold: 0.9, maxEntries: 1_000 })).toEqual([]);
});

describe("the threshold", () => {
  test("is to be raised to the lowest one above which the verdicts keep the budget", () => {
    const stats = statsWith(
      {},
      { correct: { 17: 90, 18: 95, 19: 400 }, incorrect: { 17: 30, 18: 20, 19: 2 } },
    );
    const [advice] = adviseCache(stats, { threshold: 0.85 });
    expect(advice).toMatchObject({ id: "raise-threshold", suggestion: "raise it from 0.85 to 0.95" });
    expect(advice?.evidence).toContain("52 of 637 verdicts");
    expect(idsOf(stats)).toEqual([]);
  });

  test("cannot help where wrong hits are as similar as right ones", () => {
    const stats = statsWith({}, { correct: { 19: 100 }, incorrect: { 19: 20 } });
    expect(idsOf(stats, { threshold: 0.85 })).toEqual(["no-threshold-fits"]);
  });

  test("is left alone while the verdicts are too few to be sure", () => {
    const stats = statsWith({}, { correct: { 18: 40 }, incorrect: { 18: 9 } });
    expect(idsOf(stats, { threshold: 0.9 })).toEqual([]);
  });

  test("is to be lowered only if the hits just above it are right beyond doubt", () => {
    const searches = { miss: { 17: 300 }, hit: { 18: 300 } };
    const right = statsWith({}, { ...searches, correct: { 18: 300 } });
    expect(adviseCache(right, { threshold: 0.9 })[0]).toMatchObject({
      ...{ id: "lower-threshold", suggestion: "try 0.85 in shadow mode, instead of 0.9" },
    });
    const doubtful = statsWith({}, { ...searches, correct: { 18: 100 } });
    expect(idsOf(doubtful, { threshold: 0.9 })).toEqual([]);
  });
});

test.each([
  ["negative-return", { netSaved: -1 }],
  ["slow-redis", { byReason: { unavailable: 10 } }],
  ["failing-embedder", { byReason: { "embedding-failed": 10 } }],
  ["cold-memory", { hitsByTier: { memory: 60, exact: 40, near: 0, semantic: 500, session: 0 } }],
  ["full-cache", { entries: 960 }],
  ["refused-stores", { stores: { stored: 300, replaced: 0, refused: { "too-large": 20, fenced: 5 } } }],
] as const)("%s comes with its figures", (id, others) => {
  const advice = adviseCache(statsWith(others as Partial<CacheStats>), { threshold: 0.9, maxEntries: 1_000 });
  expect(advice.map((one) => one.id)).toEqual([id]);
  expect(advice[0]?.evidence).toMatch(/\d/);
});

test("a cache that did little gets no advice on shares", () => {
  const few = { lookups: 20, hits: 10, netSaved: -1, byReason: { unavailable: 10 } };
  expect(idsOf(statsWith(few as Partial<CacheStats>))).toEqual([]);
});

describe("values that autoTune found", () => {
  const change = {
    ...{ setting: "index.efSearch", action: "raised", from: 100, to: 200, atMs: 1 },
    evidence: "EF 100 found 90.0 % of the nearest entries of 50 questions, EF 200 96.0 %",
  };
  const tuningTo = (current: number, others = {}) => ({
    tuning: {
      isOn: true,
      settings: [{ setting: "index.efSearch", original: 100, current, min: 50, max: 400 }],
      history: [change],
      ...others,
    },
  });
  const adviceOn = (others: object) => adviseCache(statsWith(others as Partial<CacheStats>));

  test("are to be written in the options, on the recall that was measured", () => {
    const [advice] = adviceOn(tuningTo(200));
    expect(advice).toMatchObject({
      ...{ id: "keep-tuned-value", setting: "index.efSearch" },
      suggestion: "write 200 instead of 100 in the options",
      evidence: expect.stringContaining("EF 200 96.0 %"),
    });
  });

  test("at the upper bound suggest a larger bound, too", () => {
    expect(adviceOn(tuningTo(400))[0]?.suggestion).toContain("a larger `max`");
  });

  test("are no advice if nothing differs, or after resetTuning()", () => {
    expect(adviceOn(tuningTo(100))).toEqual([]);
    expect(adviceOn(tuningTo(200, { isOn: false }))).toEqual([]);
  });
});

describe("the pool", () => {
  const pool = { open: 8, waiting: 3, utilisation: 1, max: 8 };

  test("needs more connections if callers wait while all are open", () => {
    const [advice] = adviseCache(statsWith(), { pool });
    expect(advice).toMatchObject({
      id: "few-connections",
      suggestion: expect.stringContaining("from 8 to 16"),
      evidence: "3 callers wait while 8 of at most 8 connections are open (100.0 % in use)",
    });
    expect(idsOf(statsWith(), { pool: { ...pool, waiting: 0 } })).toEqual([]);
    expect(idsOf(statsWith(), { pool: { ...pool, open: 7 } })).toEqual([]);
  });

  test("needs more connections if ten look-ups got none", () => {
    const failing = (POOL_TIMEOUT: number) =>
      statsWith({ errorsByCode: { POOL_TIMEOUT, POOL_OVERLOADED: 4 } });
    expect(adviseCache(failing(6))[0]?.evidence).toBe("10 look-ups of this process got no connection");
    expect(idsOf(failing(5))).toEqual([]);
  });
});

test("a server that evicts any key is to refuse writes instead", () => {
  const on = (policy: string) => adviseCache(statsWith(), { server: { policy, evictedKeys: 12 } });
  expect(on("allkeys-lru")).toMatchObject([
    { id: "evicting-server", evidence: expect.stringContaining("allkeys-lru; 12 keys") },
  ]);
  expect(on("noeviction")).toEqual([]);
  expect(on("volatile-lru")).toEqual([]);
});

test("recommendations of a collection's precision report come with its figures", () => {
  const report = {
    ...{ count: 100, codeCount: 90, float32Share: 0.1 },
    counts: { rescored: 50, exact: 5, uncertified: 2 },
    recommendations: ["10 elements have no code. Write them again with octavec."],
  };
  expect(adviseCache(statsWith(), { precision: { products: report } })).toMatchObject([
    {
      ...{ id: "precision", setting: "precision of products", suggestion: report.recommendations[0] },
      evidence: expect.stringMatching(/^100 elements, 90 codes, of a sample 10\.0 % float32; of 50/),
    },
  ]);
  expect(idsOf(statsWith(), { precision: { products: { ...report, recommendations: [] } } })).toEqual([]);
});

describe("the availability report", () => {
  test("says how much of the error budget is left", () => {
    const { budgetLeft, availability, ...counts } = reportAvailability({ lookups: 10_000, errors: 4 }, 0.999);
    expect(counts).toEqual({ objective: 0.999, lookups: 10_000, failed: 4 });
    expect(availability).toBeCloseTo(0.9996, 10);
    expect(budgetLeft).toBeCloseTo(0.6, 10);
    expect(reportAvailability({ lookups: 1_000, errors: 0 }, 0.999).budgetLeft).toBe(1);
  });

  test("is below 0 when the objective is missed", () => {
    expect(reportAvailability({ lookups: 1_000, errors: 3 }, 0.999).budgetLeft).toBeCloseTo(-2, 10);
  });

  test("says nothing before the first look-up, and refuses an objective that leaves no budget", () => {
    expect(reportAvailability({ lookups: 0, errors: 0 }, 0.9)).toMatchObject({ budgetLeft: undefined });
    for (const objective of [1, 0, Number.NaN]) {
      expect(() => reportAvailability({ lookups: 1, errors: 0 }, objective)).toThrow(/above 0 and below 1/);
    }
  });
});

describe("the life of entries", () => {
  const below = { hitRatio: 0.3, hitRatioGoal: { least: 0.6, most: 0.8, reached: "below" } } as const;
  const removed = (expired: number, evicted: number) => ({ removed: { expired, evicted } });

  test("ends too early for want of room if a tenth of the answers is evicted", () => {
    const [advice] = adviseCache(statsWith(removed(0, 40)));
    expect(advice).toMatchObject({
      id: "short-of-room",
      evidence: expect.stringContaining("of 400 stored answers 40 were evicted to make room (10.0 %)"),
    });
    expect(idsOf(statsWith(removed(0, 39)))).toEqual([]);
  });

  test("is too short if half of the answers expire, hits are too few and there is room", () => {
    const [advice] = adviseCache(statsWith({ ...below, ...removed(200, 4) }));
    expect(advice).toMatchObject({
      ...{ id: "short-life", setting: "ttlMs" },
      evidence: expect.stringContaining("200 expired (50.0 %) and 4 were evicted; 30.0 % hits"),
    });
    expect(idsOf(statsWith({ ...below, ...removed(199, 4) }))).toEqual([]);
    expect(idsOf(statsWith({ ...below, ...removed(200, 5) }))).toEqual([]);
    expect(idsOf(statsWith(removed(200, 4)))).toEqual([]);
  });

  test("is not judged by few answers", () => {
    const stores = { stored: 199, replaced: 0, refused: {} };
    expect(idsOf(statsWith({ ...below, stores, ...removed(199, 0) }))).toEqual([]);
    expect(idsOf(statsWith({ stores, ...removed(0, 199) }))).toEqual([]);
  });
});

describe("questions that are answered anew", () => {
  const question = (times: number) => ({ entryId: `id-${times}`, times, hitsPerDay: (times - 1) / 7 });

  test("are named from three times on, ten at most, with the hits that they would be worth", () => {
    const repeated = Array.from({ length: 13 }, (_, index) => question(14 - index));
    const [advice, ...more] = adviseCache(statsWith(), { recent: { repeated } });
    expect(more).toEqual([]);
    expect(advice).toMatchObject({
      ...{ id: "warm-questions", setting: "warm(), ttlMs", candidates: repeated.slice(0, 10) },
      evidence: expect.stringContaining("14, 13, 12, 11, 10, 9, 8, 7, 6, 5 times"),
      effect: expect.stringContaining("about 12.1 more hits a day"),
    });
    const few = { repeated: [question(3), question(2)] };
    expect(adviseCache(statsWith(), { recent: few })[0]?.candidates).toEqual([question(3)]);
    expect(idsOf(statsWith(), { recent: { repeated: [question(2)] } })).toEqual([]);
  });
});

describe("the size of batches", () => {
  const upsert = { batchSize: 20, concurrency: 4, acknowledged: 10_000, elapsedMs: 1_000, pingMs: 2 };

  test("is to be raised if a tenth of the time goes by on the way, until a fiftieth does", () => {
    const [advice] = adviseCache(statsWith(), { upsert });
    expect(advice).toMatchObject({
      id: "small-batches",
      suggestion: expect.stringContaining("raise it from 20 to 250"),
      evidence: expect.stringContaining("10000 records went in 500 batches in 1000 ms; at 2.00 ms a trip"),
      effect: expect.stringContaining("up to 23.0 % less time"),
    });
    const [most] = adviseCache(statsWith(), { upsert: { ...upsert, batchSize: 100, pingMs: 20 } });
    expect(most?.suggestion).toContain("from 100 to 1000");
  });

  test("is not judged by short runs, by trips that cost little, or where it is the largest", () => {
    const idsWith = (other: Partial<typeof upsert>) =>
      idsOf(statsWith(), { upsert: { ...upsert, ...other } });
    expect(idsWith({ acknowledged: 999 })).toEqual([]);
    expect(idsWith({ pingMs: 0.7 })).toEqual([]);
    expect(idsWith({ batchSize: 1_000, pingMs: 1_000 })).toEqual([]);
    expect(idsWith({ elapsedMs: 0, pingMs: 0 })).toEqual([]);
  });
});
