import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AnswerToStore, SemanticCache } from "../../src/cache/index.js";
import { linearScale, linePlot, logScale } from "../../src/cli/plot/index.js";
import { connect, type VectorClient } from "../../src/index.js";
import type { RedisHandle } from "../../src/testing/index.js";
import type { Bench, BenchContext } from "./bench.js";
import { RESPONSE } from "./cache/memory-and-miss.js";
import { dataBytes } from "./footprint/server-memory.js";
import { timeCallers } from "./rounds.js";
import { numberedQuestions } from "./scale/numbered-questions.js";
import { saveSeconds } from "./scale/persistence.js";
import { RunState } from "./scale/run-state.js";
import { scriptMicros } from "./scale/script-micros.js";
import { CHUNK, VectorStream } from "./scale/vector-stream.js";
import { startServerOfVersion } from "./server-of-version.js";
import { median, quantile } from "./statistics.js";
import { figure, printTable } from "./table.js";

const SIZES = [10_000, 100_000] as const;
const DIMENSION = 256;
const QUERIES = 500;
const LOOKUPS = 2_000;
const CALLERS = [1, 16] as const;
/** Entries that are evicted, and entries that expire, at each size. */
const REMOVED = 500;
/** Long enough to store all entries that expire before the first does. */
const EXPIRING_MS = 10_000;
const LONGEST_SWEEP_MS = 120_000;
const WRITERS = 32;
const LOADING_MS = 900_000;

interface LookupFigures {
  readonly kind: "semantic" | "exact" | "miss";
  readonly callers: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What a run knows about a cache of one size. */
interface CacheFigures {
  /** Entries in the cache. */
  readonly elements: number;
  /** Entries that were ever stored: the number of the next one. */
  readonly storedEver: number;
  readonly storesPerSecond: number;
  readonly bytesPerEntry: number;
  readonly lookups: readonly LookupFigures[];
  /** Median time of a store that needs no room, and of one that evicts an entry. */
  readonly storeMs: number;
  readonly evictingStoreMs: number;
  /** Time of the server for one entry that expired. */
  readonly sweepMicrosPerEntry: number;
  /** Of this process, with a full memory tier (10,000 entries, 64 MiB) and after a garbage collection. */
  readonly heapMiB: number;
}

interface Run {
  readonly context: BenchContext;
  readonly client: VectorClient;
  readonly open: (options?: { maxEntries?: number; memory?: object }) => SemanticCache;
}

/** One semantic cache that grows. A run that was stopped goes on at the size where it was, as in `scale`. */
export const cacheScale: Bench = {
  question: `a semantic cache of ${DIMENSION} dimensions as it grows: hits, stores, eviction, sweep, memory (--sizes 10000,…,1000000)`,
  defaultRounds: 1,
  async run(context) {
    const sizes = [...(context.sizes ?? SIZES)].sort((a, b) => a - b);
    const key = { dimension: DIMENSION, seed: context.seed, redisVersion: context.redis.version };
    const state = await RunState.open<CacheFigures>(join(context.outputFolder, "cache-scale"), key);
    await using server = await startServerOfVersion(context.redis.version, {
      args: ["--dir", state.folder],
      startTimeoutMs: LOADING_MS,
    });
    context.expectSlots(Math.ceil(sizes.at(-1)! / CHUNK));
    for (const size of sizes.filter((asked) => !state.sizes.some(({ elements }) => elements >= asked))) {
      await state.add(await measureSize(context, server, size, state.sizes.at(-1)));
    }
    print(state.sizes);
    await state.remove();
    const [first, last] = [state.sizes[0]!, state.sizes.at(-1)!];
    return {
      dimension: DIMENSION,
      sizes: state.sizes,
      hitGrowth: semanticP50(last) / semanticP50(first),
      plot: plotGrowth(state.sizes, context.outputFolder),
    };
  },
};

async function measureSize(
  context: BenchContext,
  server: RedisHandle,
  elements: number,
  before: CacheFigures | undefined,
): Promise<CacheFigures> {
  await using client = await connect({ url: server.url, minConnections: 5 });
  const embedder = numberedQuestions(new VectorStream(DIMENSION, context.seed));
  const place = {
    namespace: "bench",
    tenant: "scale",
    threshold: 0.8,
    ttlMs: "never",
    timeoutMs: 60_000,
  } as const;
  const room = { maxEntries: 10 * elements, maxBytes: 1e15 } as const;
  const open: Run["open"] = (options) =>
    new SemanticCache({ client, embedder, ...place, ...room, memory: false, ...options });
  const run: Run = { context, client, open };
  let next = before?.storedEver ?? 0;
  const wanted = elements - (before?.elements ?? 0);
  await using cache = open();
  const storesPerSecond = await store(run, cache, next, wanted);
  next += wanted;
  const asked = next - QUERIES;
  const lookups = await measureLookups(cache, asked);
  const bytesPerEntry = (await dataBytes(client)) / elements;
  const storeMs = await medianStoreMs(cache, next, { ttlMs: EXPIRING_MS });
  const sweepMicrosPerEntry = await sweepMicros(run, cache, elements);
  next += REMOVED;
  await using limited = open({ maxEntries: elements });
  const evictingStoreMs = await medianStoreMs(limited, next, {});
  next += REMOVED;
  const heapMiB = await heapWithMemoryTier(run, next - 1);
  await saveSeconds(client);
  const times = { storeMs, evictingStoreMs, sweepMicrosPerEntry, heapMiB };
  return { elements, storedEver: next, storesPerSecond, bytesPerEntry, lookups, ...times };
}

/** @returns entries per second. */
async function store({ context }: Run, cache: SemanticCache, from: number, count: number): Promise<number> {
  const { opsPerSecond } = await timeCallers(WRITERS, count, async (index) => {
    await storeOne(cache, from + index);
    if (index % CHUNK === CHUNK - 1) context.onSlot(`${(from + index + 1).toLocaleString("en")} stored`);
  });
  return opsPerSecond;
}

async function storeOne(
  cache: SemanticCache,
  index: number,
  options: Partial<AnswerToStore> = {},
): Promise<void> {
  const result = await cache.store({ prompt: `v${index}`, response: RESPONSE, ...options });
  if (!result.stored) throw new Error(`An answer could not be stored: ${result.reason}.`);
}

async function medianStoreMs(
  cache: SemanticCache,
  from: number,
  options: Partial<AnswerToStore>,
): Promise<number> {
  const { latenciesMs } = await timeCallers(1, REMOVED, (index) => storeOne(cache, from + index, options));
  return median(latenciesMs);
}

/** Look-ups for the entries that were stored last. */
async function measureLookups(cache: SemanticCache, from: number): Promise<LookupFigures[]> {
  const figures: LookupFigures[] = [];
  const ask = async (prompt: string, wanted: "hit" | "below-threshold") => {
    const result = await cache.lookup({ prompt });
    const outcome = result.hit ? "hit" : result.reason;
    if (outcome !== wanted) throw new Error(`Expected ${wanted} of a look-up, got ${outcome}.`);
  };
  const kinds = {
    semantic: (index: number) => ask(`q${from + (index % QUERIES)}`, "hit"),
    exact: (index: number) => ask(`v${from + (index % QUERIES)}`, "hit"),
    // Questions of chunk -1, of which no vector is stored.
    miss: (index: number) => ask(`v${(index % QUERIES) - CHUNK}`, "below-threshold"),
  };
  for (const callers of CALLERS) {
    for (const [kind, look] of Object.entries(kinds)) {
      await timeCallers(callers, QUERIES, look); // warms up
      const { latenciesMs } = await timeCallers(callers, LOOKUPS, look);
      const [p50Ms, p99Ms] = [quantile(latenciesMs, 0.5), quantile(latenciesMs, 0.99)];
      figures.push({ kind: kind as LookupFigures["kind"], callers, p50Ms, p99Ms });
    }
  }
  return figures;
}

/** Waits until the cache has swept what expired. @returns the server's time for one entry. */
async function sweepMicros({ client }: Run, cache: SemanticCache, elements: number): Promise<number> {
  const before = await scriptMicros(client);
  const endsAtMs = performance.now() + LONGEST_SWEEP_MS;
  while ((await cache.stats()).entries > elements) {
    if (performance.now() > endsAtMs) throw new Error("The sweep did not remove all expired entries.");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return ((await scriptMicros(client)) - before) / REMOVED;
}

/** Fills the memory tier with the entries stored last. */
async function heapWithMemoryTier({ open }: Run, last: number): Promise<number> {
  await using cache = open({ memory: {} });
  const most = Math.min(10_000, last - 2 * REMOVED);
  await timeCallers(16, most, async (index) => {
    await cache.lookup({ prompt: `v${last - index}` });
  });
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

function semanticP50({ lookups }: CacheFigures): number {
  return lookups.find(({ kind, callers }) => kind === "semantic" && callers === 1)!.p50Ms;
}

function print(sizes: readonly CacheFigures[]): void {
  printTable(
    [
      "entries",
      "stores/s",
      "bytes per entry",
      "store ms",
      "store that evicts ms",
      "sweep µs per entry",
      "heap MiB",
    ],
    sizes.map((size) => [
      size.elements.toLocaleString("en"),
      ...[size.storesPerSecond, size.bytesPerEntry, size.storeMs, size.evictingStoreMs].map(figure),
      ...[size.sweepMicrosPerEntry, size.heapMiB].map(figure),
    ]),
  );
  printTable(
    ["entries", "look-up", "callers", "p50 ms", "p99 ms"],
    sizes.flatMap(({ elements, lookups }) =>
      lookups.map(({ kind, callers, p50Ms, p99Ms }) => [
        ...[elements.toLocaleString("en"), kind, String(callers)],
        ...[figure(p50Ms), figure(p99Ms)],
      ]),
    ),
  );
}

function plotGrowth(sizes: readonly CacheFigures[], folder: string): string {
  const elements = sizes.map((size) => size.elements);
  const series = (["semantic", "exact", "miss"] as const).map((kind) => ({
    name: kind,
    points: sizes.flatMap((size) =>
      size.lookups
        .filter((figures) => figures.kind === kind && figures.callers === 1)
        .map(({ p50Ms }) => ({ x: size.elements, y: p50Ms })),
    ),
  }));
  const slowest = Math.max(...series.flatMap(({ points }) => points.map(({ y }) => y)));
  const svg = linePlot({
    title: "Look-ups by the number of entries",
    subtitle: `${DIMENSION}-d Q8, one caller`,
    x: { label: "entries", scale: logScale(Math.min(...elements) / 1.5, Math.max(...elements) * 1.5) },
    y: { label: "p50, ms", scale: linearScale(0, slowest * 1.1) },
    series,
  });
  const path = join(folder, "cache-scale.svg");
  writeFileSync(path, svg);
  return path;
}
