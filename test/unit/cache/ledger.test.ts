import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BIN_COUNT, binOf, kindOf } from "../../../src/cache/account/count-event.js";
import { Counters } from "../../../src/cache/account/counters.js";
import { Ledger } from "../../../src/cache/account/ledger.js";
import { costOf } from "../../../src/cache/contract/price.js";
import { CacheKeys } from "../../../src/cache/question/cache-keys.js";
import { cacheSettingsSchema, parseOptions } from "../../../src/options/index.js";

describe("counters", () => {
  it("are taken in whole numbers, and in the end everything that was added has been taken", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.float({ min: 0, max: 5, noNaN: true }))),
        (adds) => {
          const counters = new Counters();
          const given = { a: 0, b: 0 };
          const added = { a: 0, b: 0 };
          for (const [index, [name, amount]] of adds.entries()) {
            counters.add(name, amount);
            added[name] += amount;
            if (index % 3 !== 0) continue;
            const taken = counters.takeWhole();
            given.a += taken.get("a") ?? 0;
            given.b += taken.get("b") ?? 0;
          }
          const left = Object.fromEntries(counters.entries());
          for (const name of ["a", "b"] as const) {
            expect(Number.isInteger(given[name])).toBe(true);
            expect(given[name] + (left[name] ?? 0)).toBeCloseTo(added[name], 3);
          }
        },
      ),
    );
  });
});

describe("similarity bins", () => {
  it("are 50; a border belongs to the bin above, and values outside go to the first or last bin", () => {
    expect([-1, 0, 0.019, 0.02, 0.5, 0.58, 0.98, 1, 1.0000001].map(binOf)).toEqual([
      0, 0, 0, 1, 25, 29, 49, 49, 49,
    ]);
    for (let bin = 0; bin < BIN_COUNT; bin++) expect(binOf(bin / BIN_COUNT)).toBe(bin);
  });
});

describe("prices", () => {
  const prices = { large: { inputPerMillion: 2.5, outputPerMillion: 10 } };

  it("are per million tokens, and costs are in millionths", () => {
    expect(costOf(prices, "large", { inputTokens: 1_000, outputTokens: 100 })).toBe(3_500);
    expect(costOf(prices, "large", {})).toBe(0);
  });

  it("are unknown for models that are not listed, whatever their name", () => {
    for (const model of ["small", undefined, "toString", "__proto__"]) {
      expect(costOf(prices, model, { inputTokens: 1 })).toBeUndefined();
    }
  });
});

it("a reason is a miss, a bypass or an error", () => {
  expect((["not-found", "guard", "multi-turn", "unavailable"] as const).map(kindOf)).toEqual([
    "miss",
    "miss",
    "bypass",
    "error",
  ]);
});

it("counts of a tenant that was erased are not sent any more", async () => {
  const sent: unknown[] = [];
  const failures: unknown[] = [];
  const ledger = new Ledger({
    executor: {
      send: async (command) => {
        sent.push(command);
        throw new Error("no server");
      },
      pipeline: async () => [],
      capabilities: {
        ...{ version: "8.0.2", withAttributes: false, range: false },
        ...{ safeThreads: false, exactEpsilon: false },
      },
    },
    keys: new CacheKeys({ namespace: "n", tenant: "t", name: "c" }),
    instanceId: "i",
    prices: cacheSettingsSchema.parse({ namespace: "n", tenant: "t" }).telemetry,
    flushMs: 1_000,
    categories: [],
    onFailure: (error) => failures.push(error),
  });
  ledger.judged({ correct: true, tier: "exact", similarity: 1 });
  await ledger.flush();
  expect(failures).toMatchObject([{ message: "no server" }]);
  ledger.judged({ correct: true, tier: "exact", similarity: 1 });
  expect(sent).toHaveLength(1);
  ledger.cleared();
  await ledger.close();
  expect(sent).toHaveLength(1);
});

describe("the prices among the telemetry options", () => {
  const parse = (telemetry: unknown) =>
    parseOptions(cacheSettingsSchema, { namespace: "n", tenant: "t", telemetry }, "options").telemetry;

  it("have these defaults", () => {
    expect(parse(undefined)).toEqual({
      prices: {},
      embeddingPricePerMillion: 0,
      judgeCostPerCall: 0,
      currency: "USD",
      redisCostPerHour: 0,
      hitRatioGoal: { least: 0.6, most: 0.8 },
      tenantLabels: [],
    });
    expect(parse({ hitRatioGoal: { least: 0.5 } })).toMatchObject({
      hitRatioGoal: { least: 0.5, most: 0.8 },
    });
  });

  it("refuse a malformed currency, a goal whose bounds are swapped and a misspelt field", () => {
    for (const wrong of [{ currency: "usd" }, { hitRatioGoal: { least: 0.9 } }, { price: {} }]) {
      expect(() => parse(wrong)).toThrow("telemetry");
    }
  });
});
