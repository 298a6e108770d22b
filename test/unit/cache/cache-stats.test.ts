import { expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import { cacheStatsOf } from "../../../src/cache/account/cache-stats-of.js";
import { formatExplanation } from "../../../src/cache/find/format-explanation.js";
import type { CacheTelemetryOptions } from "../../../src/options/cache-telemetry-options.js";
import type { ExportedEntry } from "../../../src/options/exported-entry.js";
import {
  type CacheSettings,
  cacheSettingsSchema,
  parseExportedEntry,
  parseOptions,
  type transferOptionsSchema,
} from "../../../src/options/index.js";
import type { TransferOptions } from "../../../src/options/transfer-options.js";

const HOUR_MS = 3_600_000;

function statsOf(counts: Record<string, number>, telemetry: CacheTelemetryOptions = {}) {
  const settings = parseOptions(
    cacheSettingsSchema,
    { namespace: "n", categories: { billing: {}, "odd@name": {} }, telemetry },
    "options",
  );
  const reading = {
    generation: "0",
    counts: new Map(Object.entries(counts)),
    entries: 0,
    bytes: 0,
    serverNowMs: 10 * HOUR_MS,
  };
  return cacheStatsOf(
    reading,
    { ...settings, tenant: "t" },
    { memory: undefined, embedder: undefined, tuning: undefined, backgroundFailures: {}, errorsByCode: {} },
  );
}

it("an empty ledger has no ratios: nothing was asked, spent or judged", () => {
  expect(statsOf({})).toMatchObject({
    lookups: 0,
    hitRatio: undefined,
    returnOnInvestment: undefined,
    sinceMs: undefined,
    redisCost: 0,
    netSaved: 0,
    hitRatioGoal: { reached: undefined },
    feedback: { precision: undefined },
    guardRejections: {},
  });
});

it("costs of embeddings, judge and Redis are subtracted from savings; for a category all but those of Redis", () => {
  const counts = {
    since: 6 * HOUR_MS,
    "saved:USD": 9_000_000,
    "embed:USD": 600_000,
    "judge:USD": 400_000,
    "judge:calls": 4,
    "judge:failures": 1,
    "judge:ms": 90,
    "saved:USD@billing": 3_000_000,
    "embed:USD@billing": 600_000,
    "judge:USD@billing": 400_000,
    "hit:exact@odd@name": 2,
    "saved:EUR": 77_000_000,
  };
  const stats = statsOf(counts, { redisCostPerHour: 0.5 });
  expect(stats).toMatchObject({ redisCost: 2, netSaved: 6, returnOnInvestment: 2 });
  expect(stats.judge).toEqual({ calls: 4, failures: 1, durationMs: 90, cost: 0.4 });
  expect(stats.categories.billing).toMatchObject({ netSaved: 2, returnOnInvestment: 2 });
  expect(stats.categories["odd@name"]).toMatchObject({ hits: 2, saved: { money: 0 } });
  expect(stats.hits).toBe(0);
});

it.each([
  [1, "below"],
  [6, "within"],
  [8, "within"],
  [9, "above"],
] as const)(
  "%i hits in 10 look-ups are %s the goal; bypasses and errors are no part of it",
  (hits, reached) => {
    const counts = {
      "hit:semantic": hits,
      "miss:guard": 10 - hits,
      "bypass:multi-turn": 50,
      "error:unavailable": 5,
    };
    expect(statsOf(counts)).toMatchObject({ hitRatio: hits / 10, lookups: 65, hitRatioGoal: { reached } });
  },
);

it("the documented options are those of the schemas", () => {
  expectTypeOf<CacheSettings>().toExtend<z.input<typeof cacheSettingsSchema>>();
  expectTypeOf<keyof CacheSettings>().toEqualTypeOf<keyof z.input<typeof cacheSettingsSchema>>();
  expectTypeOf<keyof TransferOptions>().toEqualTypeOf<keyof z.input<typeof transferOptionsSchema>>();
});

it("an invalid exported entry is refused with the path of the problem, without its texts", () => {
  const entry: ExportedEntry = {
    version: 1,
    entryId: "a".repeat(43),
    space: "s",
    prompt: "secret",
    response: "secret",
    answerId: "a",
    tags: [],
    createdAtMs: 1,
    exportedAtMs: 1,
    remainingMs: null,
    staleMs: 0,
  };
  expect(parseExportedEntry(entry)).toEqual(entry);
  expect(parseExportedEntry({ ...entry, tags: ["secret", 5] })).toEqual({
    problem: expect.stringMatching(/^tags\.1: (?!.*secret)/),
  });
  for (const wrong of [null, 5, [], { ...entry, more: 1 }, { ...entry, remainingMs: Number.NaN }]) {
    expect(parseExportedEntry(wrong)).toHaveProperty("problem");
  }
});

it("an explanation as text has similarities rounded down, so that none looks like the threshold that it misses", () => {
  const text = formatExplanation({
    result: { hit: false, reason: "below-threshold" },
    summary: "Not answered.",
    identity: undefined,
    threshold: { value: 0.57, from: "cache" },
    steps: [{ step: "semantic", answer: "miss", reason: "below-threshold", durationMs: 1 }],
    candidates: [
      {
        entryId: "e",
        answerId: "a",
        modality: "text",
        codeSimilarity: 0.56999,
        exactSimilarity: undefined,
        lowest: 0.55,
        highest: 0.58,
        ageMs: 90_000,
        reachesThreshold: false,
        isServed: false,
        guards: [{ entryId: "e", guard: "numbers", verdict: "reject", detail: "2 against 3" }],
      },
    ],
    why: {},
  });
  expect(text.split("\n")).toEqual([
    "Not answered.",
    "threshold 0.57 (of the cache)",
    "semantic  miss (below-threshold, 1.00 ms)",
    " 1. e code 0.5699 (0.55 to 0.58), 90 s old, below the threshold",
    "    numbers: reject (2 against 3)",
  ]);
});
