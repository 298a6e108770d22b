import { describe, expect, test } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import { f, type SearchQuery, VectorRepository } from "../../../src/index.js";
import { type Effort, nextEffort } from "../../../src/repository/search/search-effort.js";
import { emptyServer, ScriptedExecutor } from "../../helpers/scripted-executor.js";

interface Stage {
  /** Elements of the set, nearest first. Element `i` has the attribute `n: i`. */
  readonly size: number;
  /** Whether the server's expression holds for an element. Default: always. */
  readonly holds?: (n: number) => boolean;
  /** The nearest elements that a graph search reaches with this FILTER-EF. Default: all. */
  readonly reach?: (filterEf: number) => number;
  /** The VSIM, from 1, that fails with this error. */
  readonly failure?: { readonly at: number; readonly error: OctavecError };
}

/** A server on which a graph search gives up early. Its scores fall from 1 to 0.5. */
function stage({ size, holds = () => true, reach = () => size, failure }: Stage) {
  const steps: string[] = [];
  const executor = new ScriptedExecutor((step) => {
    if ("transaction" in step) return emptyServer(step);
    if (step[0] === "VCARD") {
      steps.push("VCARD");
      return size;
    }
    if (step[0] !== "VSIM") return emptyServer(step);
    const words = step.map(String);
    const numberAfter = (word: string, otherwise: number) =>
      words.includes(word) ? Number(words[words.indexOf(word) + 1]) : otherwise;
    const truth = words.includes("TRUTH");
    const count = numberAfter("COUNT", 10);
    const filterEf = numberAfter("FILTER-EF", Number.NaN);
    steps.push(truth ? `${count} of all` : Number.isNaN(filterEf) ? `${count}` : `${count} with ${filterEf}`);
    if (steps.filter((each) => each !== "VCARD").length === failure?.at) return failure.error;
    const reply = [];
    for (let n = 0; n < (truth ? size : reach(filterEf)) && reply.length < 2 * count; n++) {
      const score = 1 - n / (2 * size);
      if (holds(n)) reply.push(String(n), words.includes("WITHATTRIBS") ? [score, `{"n":${n}}`] : score);
    }
    return reply;
  });
  // Else the size is also read in the background.
  executor.capabilities = { ...executor.capabilities, safeThreads: false };
  return {
    executor,
    steps,
    docs: new VectorRepository(executor, { namespace: "n", collection: "c", dimension: 2 }),
  };
}

const query = { vector: [1, 2], limit: 5 } satisfies SearchQuery;
const timeout = new OctavecError("TIMEOUT", "The server did not answer in time.");
const isNear = f.lt("n", 3);

describe("further steps", () => {
  test("ask for four times as many elements while the client drops too many, and stop at the limit", async () => {
    const { docs, steps } = stage({ size: 1_000_000 });
    const { hits, complete } = await docs.searchPage({
      ...query,
      filter: f.notIn("n", [...Array(100).keys()]),
    });
    expect(hits.map(({ id }) => id)).toEqual(["100", "101", "102", "103", "104"]);
    expect(complete).toBe(false);
    expect(steps).toEqual(["20", "VCARD", "80", "320"]);
  });

  test("are not taken if the first one finds enough hits", async () => {
    const { docs, steps } = stage({ size: 1_000_000 });
    const { hits, complete } = await docs.searchPage({ ...query, filter: f.gte("n", 0) });
    expect([hits.length, complete]).toEqual([5, false]);
    expect(steps).toEqual(["5 with 1000"]);
  });

  test("compare with every element of a small set when the graph search gives up, even if the size was unknown", async () => {
    const { docs, steps } = stage({ size: 20_000, holds: (n) => n % 9_000 === 0, reach: () => 100 });
    const { hits, complete } = await docs.searchPage({ ...query, filter: f.eq("n", "x") });
    expect(hits.map(({ id }) => id)).toEqual(["0", "9000", "18000"]);
    expect(complete).toBe(true);
    expect(steps).toEqual(["5 with 1000", "VCARD", "5 of all"]);
  });

  test("expand more nodes of a large set first, and compare with every element last", async () => {
    const { docs, steps } = stage({
      size: 1_000_000,
      holds: (n) => n > 999_998,
      reach: (filterEf) => filterEf,
    });
    const hits = await docs.search({ ...query, filter: f.eq("n", "x") });
    expect(hits.map(({ id }) => id)).toEqual(["999999"]);
    expect(steps).toEqual(["5 with 1000", "VCARD", "5 with 4000", "5 of all"]);
  });

  test("see all elements at last if the server can exclude none and hardly any matches", async () => {
    const { docs, steps } = stage({ size: 3_000 });
    const { hits, complete } = await docs.searchPage({ ...query, filter: f.not(f.lt("n", 2_998)) });
    expect(hits.map(({ id }) => id)).toEqual(["2998", "2999"]);
    expect(complete).toBe(true);
    expect(steps).toEqual(["20", "VCARD", "80", "320", "3001 of all"]);
  });

  test("ask for at most 100,000 elements, and do not call the hits complete then", async () => {
    const { docs, steps } = stage({ size: 150_000 });
    const { hits, complete } = await docs.searchPage({ ...query, limit: 9_000, filter: f.missing("n") });
    expect([hits, complete]).toEqual([[], false]);
    expect(steps).toEqual(["36000", "VCARD", "100000 of all"]);
  });

  test("end when the server's next element is below minSimilarity", async () => {
    const { docs, steps } = stage({ size: 100 });
    const hits = await docs.search({ ...query, filter: f.ne("n", 0), minSimilarity: 0.96 });
    expect(hits.map(({ id }) => id)).toEqual(["1", "2", "3", "4"]);
    expect(steps).toEqual(["20"]);
  });

  test("do not follow for an empty collection, and its page is complete", async () => {
    const { docs, steps } = stage({ size: 0 });
    expect(await docs.searchPage({ ...query, filter: isNear })).toEqual({ hits: [], complete: true });
    expect(steps).toEqual(["5 with 1000", "VCARD"]);
  });

  test("follow without a filter only for a page", async () => {
    const { docs, steps } = stage({ size: 3, reach: () => 2 });
    expect(await docs.search(query)).toHaveLength(2);
    expect(steps).toEqual(["5"]);
    const { hits, complete } = await docs.searchPage(query);
    expect([hits.length, complete]).toEqual([3, true]);
    expect(steps.slice(1)).toEqual(["5", "VCARD", "5 of all"]);
  });

  test("share the time limit with the first one", async () => {
    const { docs, executor } = stage({ size: 20_000, reach: () => 100 });
    await docs.search({ ...query, filter: f.gt("n", 19_998), timeoutMs: 1_000 });
    const limits = executor.optionsSeen.map(({ timeoutMs = Number.NaN }) => timeoutMs).slice(-3);
    expect(limits[0]).toBeLessThanOrEqual(1_000);
    expect(limits).toEqual(limits.toSorted((a, b) => b - a));
  });

  test("that come too late leave the hits of the step before, which are not complete", async () => {
    const late = { at: 2, error: timeout };
    const { docs } = stage({ size: 20_000, reach: () => 4, holds: (n) => n % 2 === 0, failure: late });
    const { hits, complete } = await docs.searchPage({ ...query, filter: f.gte("n", 0), timeoutMs: 50 });
    expect(hits.map(({ id }) => id)).toEqual(["0", "2"]);
    expect(complete).toBe(false);
  });

  test("reject as the first one does, with any other error", async () => {
    const first = stage({ size: 100, failure: { at: 1, error: timeout } });
    await expect(first.docs.search({ ...query, filter: isNear })).rejects.toBe(timeout);
    const lost = new OctavecError("CONNECTION_LOST", "gone");
    const second = stage({ size: 100, reach: () => 1, failure: { at: 2, error: lost } });
    await expect(second.docs.search({ ...query, filter: isNear })).rejects.toBe(lost);
  });
});

describe("attributes", () => {
  test("that only the filter needs are read, and left out of the hits", async () => {
    const { docs, executor } = stage({ size: 10 });
    const hits = await docs.search({ ...query, filter: f.ne("n", 0), includeAttributes: false });
    expect(hits.map(({ id }) => id)).toEqual(["1", "2", "3", "4", "5"]);
    for (const hit of hits) expect(hit).not.toHaveProperty("attributes");
    expect(executor.sent.at(-1)).toContain("WITHATTRIBS");
  });

  test("are not read for a filter that the server decides alone", async () => {
    const { docs, executor } = stage({ size: 10 });
    await docs.search({ ...query, filter: f.eq("lang", "en"), includeAttributes: false });
    expect(executor.sent.at(-1)).not.toContain("WITHATTRIBS");
  });
});

describe("a page is complete only after a comparison with every element", () => {
  test.each<[string, SearchQuery, boolean]>([
    ["a graph search", query, false],
    ["an exhaustive search", { ...query, exhaustive: true }, true],
    [
      "an exhaustive search with a filter of the client",
      { ...query, exhaustive: true, filter: f.ne("n", 1) },
      true,
    ],
    ["an exhaustive search with minSimilarity", { ...query, exhaustive: true, minSimilarity: 0.99 }, true],
    ["a graph search that fills the limit with a filter", { ...query, filter: f.ne("n", 1) }, false],
  ])("%s: %#", async (_, given, complete) => {
    expect((await stage({ size: 100 }).docs.searchPage(given)).complete).toBe(complete);
  });
});

describe("the effort of the next step", () => {
  const graph: Effort = { count: 10, filterEf: 1_000, truth: false };
  test.each<[string, Effort, number, { size: number; keepsAll: boolean }, Effort | undefined]>([
    [
      "more elements",
      graph,
      10,
      { size: 1e6, keepsAll: false },
      { count: 40, filterEf: 4_000, truth: false },
    ],
    ["more nodes", graph, 3, { size: 300_000, keepsAll: true }, { count: 10, filterEf: 4_000, truth: false }],
    [
      "a scan for as many",
      graph,
      3,
      { size: 1e5, keepsAll: true },
      { count: 10, filterEf: 4_000, truth: true },
    ],
    [
      "a scan for all",
      graph,
      3,
      { size: 1e5, keepsAll: false },
      { count: 1e5, filterEf: 4_000, truth: true },
    ],
    [
      "a scan of the rest",
      graph,
      10,
      { size: 300, keepsAll: false },
      { count: 301, filterEf: 4_000, truth: true },
    ],
    ["nothing after all were seen", { ...graph, truth: true }, 9, { size: 300, keepsAll: false }, undefined],
    [
      "more of a scan",
      { ...graph, truth: true },
      10,
      { size: 9, keepsAll: false },
      { ...graph, count: 40, truth: true },
    ],
    [
      "nothing after the most",
      { ...graph, count: 1e5, truth: true },
      1e5,
      { size: 1e6, keepsAll: false },
      undefined,
    ],
    [
      "a scan once the nodes are many",
      { ...graph, filterEf: 500_000 },
      3,
      { size: 1e9, keepsAll: true },
      { count: 10, filterEf: 1e6, truth: true },
    ],
  ])("is %s", (_, effort, found, set, next) => {
    expect(nextEffort(effort, found, set)).toEqual(next);
  });
});
