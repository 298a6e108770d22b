import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TuneOptions, TuneProgress, TuneReport } from "../../../../src/index.js";
import { efLadder } from "../../../../src/repository/tuning/choose-ef.js";
import { tuneSearch } from "../../../../src/repository/tuning/tune-search.js";
import { codeOf } from "../../../helpers/outcome.js";
import { RingCollection, type RingOptions, ringVector } from "../../../helpers/ring-collection.js";

const SHAPE = { dimension: 2 };
const GOAL = { targetRecall: 0.9, limit: 10, sampleSize: 20 };

function tuned(ring: RingOptions, options: Partial<TuneOptions> = {}): Promise<TuneReport> {
  return tuneSearch(new RingCollection(ring), SHAPE, { ...GOAL, ...options });
}

/** The vectors of the ring, as the caller has them. */
const exactVectors = async (ids: readonly string[]) => ids.map((id) => ringVector(Number(id)));
/** A server for which every second element is as far away as one that is fifteen places farther. */
const halfBlind = (a: number, b: number) => 0.9 - (Math.abs(a - b) + ((a + b) % 2) * 15) / 1_000;

describe("the EF in the report", () => {
  test("is the smallest of the ladder that reaches the target", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 250 }),
        fc.integer({ min: 1, max: 10 }),
        async (enough, tenths) => {
          const targetRecall = tenths / 10;
          const recallAt = (ef: number) => (ef >= enough ? targetRecall : targetRecall - 0.1);
          const report = await tuned({ recallAt }, { targetRecall });
          const expected = efLadder(10, 200).find((ef) => ef >= enough);
          expect(report).toMatchObject({ reached: expected !== undefined, queries: 20, count: 200 });
          expect(report.ef).toBe(expected);
          for (const { ef, recall, graphRecall } of report.measured) {
            expect(recall.share).toBeCloseTo(recallAt(ef), 9);
            expect(graphRecall).toBeCloseTo(recallAt(ef), 9);
            expect(recall.low).toBeLessThanOrEqual(recall.share);
            expect(recall.high).toBeGreaterThanOrEqual(recall.share - 1e-9);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test("never counts the element from which a query is, nor is any but a random element searched", async () => {
    const ring = new RingCollection({ recallAt: () => 0 });
    const report = await tuneSearch(ring, SHAPE, GOAL);
    expect(report.measured.map(({ recall }) => recall.share)).toEqual(report.measured.map(() => 0));
    expect(ring.executor.names).toEqual(["VRANDMEMBER"]);
    expect(new Set(ring.queries.map(({ limit }) => limit))).toEqual(new Set([11]));
  });

  test("of the caller's queries is for searches with the limit itself", async () => {
    const ring = new RingCollection();
    const queries = Array.from({ length: 25 }, (_, n) => [...ringVector(n)]);
    const running = tuneSearch(ring, SHAPE, { targetRecall: 0.9, limit: 10, queries });
    // They were copied.
    for (const vector of queries) vector.fill(Number.NaN);
    const report = await running;
    expect(report).toMatchObject({ reached: true, ef: 10, queries: 25 });
    expect(ring.executor.sent).toEqual([]);
    expect(new Set(ring.queries.map(({ limit }) => limit))).toEqual(new Set([10]));
  });
});

describe("what keeps the target from being reached", () => {
  test("is the precision, if a comparison with every element does not find the neighbours by the caller's vectors", async () => {
    const report = await tuned({ seen: halfBlind }, { exactVectors });
    expect(report).toMatchObject({ reached: false, ef: undefined, obstacle: "precision", truth: "vectors" });
    expect(report.exhaustive.recall.share).toBeLessThan(0.7);
    expect(report.measured[0]?.graphRecall).toBe(1);
    expect(report.advice[0]).toMatch(/Only a better precision can.*precision: "residual" or "float32"\.$/);
    expect(report.text).toContain("No EF that was tried reaches a recall@10 of 90.0 %.");
  });

  test.each([
    ["residual", "q8", "residual"],
    ["float32", "q8", "float32"],
    ["int8", "bin", "int8"],
  ] as const)(
    "is the native search, if codes of %s beside %s say otherwise",
    async (precision, quantization, truth) => {
      const ring = { precision, quantization, seen: halfBlind };
      const native = await tuned(ring, { precision: "native" });
      expect(native).toMatchObject({ obstacle: "precision", truth, precision: "native" });
      expect(native.advice[0]).toContain('search with precision: "rescored"');
      expect(await tuned(ring)).toMatchObject({ reached: true, truth, precision: "rescored" });
    },
  );

  test("is the largest EF that may be tried, or the graph if that was the size of the collection", async () => {
    const recallAt = () => 0.5;
    const bounded = await tuned({ recallAt }, { maxEf: 60 });
    expect(bounded).toMatchObject({ reached: false, obstacle: "maxEf" });
    expect(bounded.measured.at(-1)?.ef).toBe(60);
    const whole = await tuned({ recallAt });
    expect(whole).toMatchObject({ reached: false, obstacle: "graph" });
    expect(whole.measured.at(-1)?.ef).toBe(200);
    expect(whole.advice[0]).toContain("larger m");
  });

  test("cannot be the precision if only the codes of the set are known, which the report says", async () => {
    for (const ring of [{}, { quantization: "bin" }, { precision: "int8" }] as const) {
      const { truth, advice, reached } = await tuned({ ...ring, seen: halfBlind });
      expect([reached, truth]).toEqual([true, "codes"]);
      expect(advice.at(-1)).toContain("exactVectors");
    }
    const native = await tuned({ precision: "int8", seen: halfBlind }, { precision: "native" });
    expect([native.reached, native.truth]).toEqual([true, "codes"]);
    expect(await tuned({ quantization: "none" })).toMatchObject({ truth: "float32" });
  });
});

test("an element without a vector of the caller's counts by the server's similarity", async () => {
  const some = async (ids: readonly string[]) =>
    ids.map((id) => (Number(id) % 3 === 0 ? undefined : ringVector(Number(id))));
  expect(await tuned({}, { exactVectors: some })).toMatchObject({ reached: true, truth: "vectors" });
});

test("progress names the EF, or none while every element is compared, and what it throws ends the call", async () => {
  const seen: TuneProgress[] = [];
  await tuned({}, { onProgress: (progress) => void seen.push(progress) });
  expect(seen.map(({ searches }) => searches)).toEqual(seen.map((_, place) => place + 1));
  expect(seen.map(({ ef }) => ef)).toEqual([...Array(20).fill(undefined), ...Array(20).fill(10)]);
  const failure = new Error("stop");
  const failing = tuned(
    {},
    {
      onProgress: () => {
        throw failure;
      },
    },
  );
  await expect(failing).rejects.toBe(failure);
});

describe("the end of a measurement", () => {
  test("comes with the signal's reason, and no search follows", async () => {
    const stop = new AbortController();
    const ring = new RingCollection();
    const running = tuneSearch(ring, SHAPE, {
      ...{ ...GOAL, signal: stop.signal },
      onProgress: ({ searches }) => {
        if (searches === 7) stop.abort(new Error("enough"));
      },
    });
    await expect(running).rejects.toThrow("enough");
    expect(ring.queries.length).toBe(7);
  });

  test("comes with TIMEOUT, even while the caller's vectors do not come", async () => {
    const never = () => new Promise<never>(() => {});
    expect(await codeOf(tuned({}, { timeoutMs: 10, exactVectors: never }))).toBe("TIMEOUT");
  });
});

describe("refused with a code", () => {
  const untyped = (options: object) => options as Partial<TuneOptions>;

  test.each<[string, Partial<TuneOptions>, string]>([
    ["no target", { targetRecall: undefined as unknown as number }, "INVALID_ARGUMENT"],
    ["a target of 0", { targetRecall: 0 }, "INVALID_ARGUMENT"],
    ["a target above 1", { targetRecall: 1.01 }, "INVALID_ARGUMENT"],
    ["a target that is no number", { targetRecall: Number.NaN }, "INVALID_ARGUMENT"],
    ["a limit of 0", { limit: 0 }, "INVALID_ARGUMENT"],
    ["too large a limit", { limit: 1_001 }, "INVALID_ARGUMENT"],
    ["a precision that no EF concerns", untyped({ precision: "exact" }), "INVALID_ARGUMENT"],
    ["too few queries", { sampleSize: undefined, queries: [[1, 2]] }, "INVALID_ARGUMENT"],
    ["queries beside a sample", { queries: Array(20).fill([1, 2]) }, "INVALID_ARGUMENT"],
    ["too small a sample", { sampleSize: 19 }, "INVALID_ARGUMENT"],
    ["an EF that no server takes", { maxEf: 1_000_001 }, "INVALID_ARGUMENT"],
    ["a timeout of 0", { timeoutMs: 0 }, "INVALID_ARGUMENT"],
    ["a signal that is none", untyped({ signal: {} }), "INVALID_ARGUMENT"],
    ["vectors instead of a function", untyped({ exactVectors: [[1, 2]] }), "INVALID_ARGUMENT"],
    ["an unknown field", untyped({ target: 0.9 }), "INVALID_ARGUMENT"],
    ["a broken query", { sampleSize: undefined, queries: Array(20).fill([1, Number.NaN]) }, "INVALID_VECTOR"],
    [
      "a query of another model",
      { sampleSize: undefined, queries: Array(20).fill([1]) },
      "DIMENSION_MISMATCH",
    ],
  ])("%s, before anything is sent", async (_, options, code) => {
    const ring = new RingCollection();
    expect(await codeOf(tuneSearch(ring, SHAPE, { ...GOAL, ...options }))).toBe(code);
    expect([ring.queries, ring.executor.sent]).toEqual([[], []]);
  });

  test.each<[string, TuneOptions["exactVectors"], string]>([
    ["no list", (async () => new Map()) as unknown as TuneOptions["exactVectors"], "INVALID_ARGUMENT"],
    ["too few vectors", async () => [], "INVALID_ARGUMENT"],
    ["vectors of another model", async (ids) => ids.map(() => [1, 2, 3]), "DIMENSION_MISMATCH"],
    ["broken vectors", async (ids) => ids.map(() => [0, 0]), "INVALID_VECTOR"],
  ])("%s from exactVectors", async (_, read, code) => {
    expect(await codeOf(tuned({}, { exactVectors: read }))).toBe(code);
  });

  test("an error of exactVectors is that of the call", async () => {
    const failure = new Error("no database");
    const failing = () => {
      throw failure;
    };
    await expect(tuned({}, { exactVectors: failing })).rejects.toBe(failure);
  });

  test("a collection of fewer than 20 elements, because they say nothing", async () => {
    expect(await codeOf(tuned({ count: 19 }))).toBe("CALIBRATION_TOO_SMALL");
    expect(await tuned({ count: 20 }, { limit: 5 })).toMatchObject({ reached: true });
  });
});
