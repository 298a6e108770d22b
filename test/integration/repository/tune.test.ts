import { describe, expect, test } from "vitest";
import type { Executor, RepositoryOptions, VectorRepository } from "../../../src/index.js";
import { openCollection } from "../../helpers/collection.js";
import { nearest, seededRandom, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const DIMENSION = 32;
const COUNT = 3_000;

/** Vectors around a hundred centres: the neighbours of each are many and close together. */
function clusteredVectors(count: number, seed: number): Float32Array[] {
  const centres = seededVectors(100, DIMENSION, 1);
  const random = seededRandom(seed);
  return seededVectors(count, DIMENSION, seed).map((offset) => {
    const centre = centres[Math.floor(random() * centres.length)]!;
    return centre.map((component, at) => component + 0.4 * offset[at]!);
  });
}

const VECTORS = clusteredVectors(COUNT, 2);
const QUESTIONS = clusteredVectors(60, 3);
const RECORDS = VECTORS.map((vector, n) => ({ id: String(n), vector, attributes: { n } }));
const exactVectors = async (ids: readonly string[]) => ids.map((id) => VECTORS[Number(id)]);

async function filled(url: string, options: Partial<RepositoryOptions> = {}): Promise<VectorRepository> {
  const { docs } = await openCollection(url, { dimension: DIMENSION, ...options });
  await docs.upsertMany(RECORDS);
  return docs;
}

/** Mean share of the ten nearest vectors that searches by the questions find. */
async function recallOf(docs: VectorRepository, ef: number | undefined): Promise<number> {
  let found = 0;
  for (const vector of QUESTIONS) {
    const hits = new Set((await docs.search({ vector, limit: 10, ef })).map(({ id }) => Number(id)));
    found += nearest(VECTORS, vector, 10).filter((n) => hits.has(n)).length;
  }
  return found / (10 * QUESTIONS.length);
}

onEachServer(({ url }) => {
  test("where a small EF misses neighbours, the report has the smallest that reaches the target, and other queries confirm it", async () => {
    const docs = await filled(url, { m: 4, efConstruction: 20, quantization: "none" });
    const report = await docs.tune({ targetRecall: 0.95, limit: 10, queries: QUESTIONS });
    expect(report).toMatchObject({ reached: true, truth: "float32", queries: 60, count: COUNT });
    expect(report.exhaustive.recall.share).toBe(1);
    const { measured, ef } = report;
    expect(measured.find(({ recall }) => recall.share >= 0.95)?.ef).toBe(ef);
    expect(measured[0]!.recall.share).toBeLessThan(0.95);
    // The same searches in the same graph, compared with all vectors here.
    for (const figures of [measured[0]!, measured.find((one) => one.ef === ef)!])
      expect(await recallOf(docs, figures.ef)).toBeCloseTo(figures.recall.share, 2);
    expect(report.text).toContain(`Search with ef: ${ef}.`);
    const sampled = await docs.tune({ targetRecall: 0.95, limit: 10 });
    expect(sampled).toMatchObject({ reached: true, queries: 100 });
    expect(await recallOf(docs, sampled.ef)).toBeGreaterThan(0.85);
  });

  test("of one bit per dimension no EF finds enough: the vectors say so, and codes beside the set reach it", async () => {
    const signs = await filled(url, { quantization: "bin" });
    const given = { targetRecall: 0.9, limit: 10, sampleSize: 50 };
    const report = await signs.tune({ ...given, exactVectors });
    expect(report).toMatchObject({ reached: false, ef: undefined, obstacle: "precision", truth: "vectors" });
    expect(report.exhaustive.recall.share).toBeLessThan(0.8);
    expect(report.advice[0]).toContain('precision: "int8"');
    expect(await signs.tune(given)).toMatchObject({ truth: "codes" });

    const coded = await filled(url, { quantization: "bin", precision: "int8" });
    expect(await coded.tune({ ...given, precision: "native" })).toMatchObject({
      ...{ reached: false, obstacle: "precision", truth: "int8" },
      advice: [expect.stringContaining('search with precision: "rescored"')],
    });
    const rescored = await coded.tune({ ...given, exactVectors });
    expect(rescored).toMatchObject({ reached: true, precision: "rescored", truth: "vectors" });
    expect(rescored.ef).toBeGreaterThanOrEqual(240);
  });

  test.each([{ precision: "residual" }, { precision: "float32", rotation: "on" }] as const)(
    "codes of $precision say what native searches lose, and rescored ones lose nothing but by the graph",
    async (options) => {
      const docs = await filled(url, options);
      const given = { targetRecall: 0.99, limit: 10, sampleSize: 40 };
      const native = await docs.tune({ ...given, precision: "native" });
      const rescored = await docs.tune(given);
      expect([native.truth, rescored.truth]).toEqual([options.precision, options.precision]);
      expect(native.exhaustive.recall.share).toBeLessThan(1);
      expect(native.exhaustive.recall.share).toBeGreaterThan(0.9);
      expect(rescored.exhaustive.recall.share).toBe(1);
      expect(rescored.reached).toBe(true);
      for (const { recall, graphRecall } of rescored.measured) expect(graphRecall).toBe(recall.share);
    },
  );

  test("a collection with shards is measured as a whole, by elements of every shard", async () => {
    const docs = await filled(url, { shards: 3, m: 4, efConstruction: 20 });
    const report = await docs.tune({ targetRecall: 0.95, limit: 10, exactVectors });
    expect(report).toMatchObject({ reached: true, count: COUNT, queries: 100, truth: "vectors" });
    expect(await recallOf(docs, report.ef)).toBeGreaterThan(0.85);
    const { shards = [] } = await docs.info();
    const far = await docs.tune({ targetRecall: 1, limit: 10, sampleSize: 20, exactVectors });
    for (const { ef } of far.measured)
      expect(ef).toBeLessThanOrEqual(Math.max(...shards.map(({ count }) => count)));
  });

  test("truncated vectors are measured by what is kept of them", async () => {
    const options = { dimension: DIMENSION, truncateFrom: 2 * DIMENSION } as const;
    const { docs } = await openCollection(url, options);
    const vectors = seededVectors(500, 2 * DIMENSION, 5);
    await docs.upsertMany(vectors.map((vector, n) => ({ id: String(n), vector })));
    const report = await docs.tune({
      ...{ targetRecall: 0.95, sampleSize: 30 },
      exactVectors: async (ids) => ids.map((id) => vectors[Number(id)]),
    });
    expect(report.reached).toBe(true);
    const given = { targetRecall: 0.95, queries: vectors.slice(0, 20) };
    expect(await docs.tune(given)).toMatchObject({ reached: true });
  });

  describe("a measurement", () => {
    const READS = ["HGETALL", "VINFO", "VCARD", "HLEN", "ZSCORE", "HRANDFIELD", "VRANDMEMBER", "VSIM"];
    const OF_ELEMENTS = ["VEMB", "VGETATTR", "HGET", "HMGET", "EVALSHA_RO", "ZCOUNT", "TIME"];

    test("only reads, and can be stopped by its signal", async () => {
      const docs = await filled(url, { precision: "residual" });
      const names = new Set<string>();
      const watched = docs.through((executor) => named(executor, names));
      const stop = new AbortController();
      const running = watched.tune({
        ...{ targetRecall: 0.9, signal: stop.signal },
        onProgress: ({ ef }) => {
          if (ef !== undefined) stop.abort(new Error("enough"));
        },
      });
      await expect(running).rejects.toThrow("enough");
      expect([...names].filter((name) => ![...READS, ...OF_ELEMENTS].includes(name))).toEqual([]);
      expect(names.has("VSIM")).toBe(true);
      expect(await docs.count()).toBe(COUNT);
    });

    test("of a collection that does not exist is refused with a code", async () => {
      const { docs } = await openCollection(url, { dimension: 2 });
      await expect(docs.tune({ targetRecall: 0.9 })).rejects.toMatchObject({ code: "CALIBRATION_TOO_SMALL" });
    });
  });
});

/** The executor, which adds the name of every command that it sends. */
function named(executor: Executor, names: Set<string>): Executor {
  return new Proxy(executor, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== "function") return value;
      return (given: readonly unknown[], ...rest: unknown[]) => {
        note(property === "pipeline" ? given : [given], names);
        return Reflect.apply(value, target, [given, ...rest]);
      };
    },
  });
}

function note(steps: readonly unknown[], names: Set<string>): void {
  for (const step of steps) {
    if (Array.isArray(step)) names.add(String(step[0]));
    else if (typeof step === "object" && step !== null && "transaction" in step)
      note(step.transaction as readonly unknown[], names);
  }
}
