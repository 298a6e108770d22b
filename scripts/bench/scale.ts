import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { linearScale, linePlot, logScale } from "../../src/cli/plot/index.js";
import { connect, type VectorClient, type VectorRepository } from "../../src/index.js";
import type { RedisHandle } from "../../src/testing/index.js";
import type { Bench, BenchContext } from "./bench.js";
import { dataBytes } from "./footprint/server-memory.js";
import { RunningNeighbours } from "./scale/exact-neighbours.js";
import { aofRewriteSeconds, delMs, saveSeconds, unlinkTimes } from "./scale/persistence.js";
import { RunState } from "./scale/run-state.js";
import { CALLERS, EFS, LIMIT, measureSearches, type SizeFigures } from "./scale/size-figures.js";
import { CHUNK, VectorStream } from "./scale/vector-stream.js";
import { startServerOfVersion } from "./server-of-version.js";
import { figure, printTable } from "./table.js";

const SIZES = [1_000, 10_000, 100_000] as const;
const DIMENSION = 256;
const QUERIES = 200;
const BATCH = 125;
const LOADING_MS = 900_000;

interface Run {
  readonly context: BenchContext;
  readonly server: RedisHandle;
  readonly stream: VectorStream;
  readonly queries: readonly Float32Array[];
  readonly neighbours: RunningNeighbours;
}

/**
 * One collection that grows. At each size: searches, memory, and how long the server takes to save and to load it. What was
 * measured is kept in the output folder until the end, so a run that was stopped goes on at the size where it was.
 */
export const scale: Bench = {
  question: `a Q8 collection of ${DIMENSION} dimensions as it grows: ingest, search, recall@${LIMIT}, memory, save, load (--sizes 1000,…,1000000)`,
  defaultRounds: 1,
  async run(context) {
    const sizes = [...(context.sizes ?? SIZES)].sort((a, b) => a - b);
    const key = { dimension: DIMENSION, seed: context.seed, redisVersion: context.redis.version };
    const state = await RunState.open<SizeFigures>(join(context.outputFolder, "scale"), key);
    await using server = await startServerOfVersion(context.redis.version, {
      args: ["--dir", state.folder],
      startTimeoutMs: LOADING_MS,
    });
    const stream = new VectorStream(DIMENSION, context.seed);
    const queries = stream.chunk(-1).slice(0, QUERIES);
    const run: Run = { context, server, stream, queries, neighbours: new RunningNeighbours(queries, LIMIT) };
    context.expectSlots(Math.ceil(sizes.at(-1)! / CHUNK));
    let stored = 0;
    for (const size of sizes) {
      const done = state.sizes.some(({ elements }) => elements >= size);
      if (done) stored = lookAgain(run, stored, size);
      else {
        await state.add(await measureSize(run, stored, size));
        stored = size;
      }
    }
    const deleted = await measureDeletion(server);
    print(state.sizes);
    await state.remove();
    const plots = plotGrowth(state.sizes, context.outputFolder);
    return { dimension: DIMENSION, sizes: state.sizes, deleted, plots };
  },
};

/** Makes the vectors again that an earlier run stored, for the exact neighbours. */
function lookAgain({ stream, neighbours, context }: Run, from: number, size: number): number {
  for (let start = from; start < size; start += CHUNK) {
    for (const [place, vector] of chunkOf(stream, start, size).entries())
      neighbours.add(start + place, vector);
    context.onSlot("stored before");
  }
  return size;
}

function chunkOf(stream: VectorStream, start: number, size: number): Float32Array[] {
  return stream.chunk(Math.floor(start / CHUNK)).slice(start % CHUNK, (start % CHUNK) + size - start);
}

async function measureSize(run: Run, from: number, elements: number): Promise<SizeFigures> {
  const { server } = run;
  const before = await withClient(server, async (client, docs) => {
    return {
      ingestPerSecond: await ingest(run, docs, from, elements),
      bytesPerVector: (await dataBytes(client)) / elements,
      searches: await measureSearches(docs, run.queries, run.neighbours),
      aofRewriteSeconds: await aofRewriteSeconds(client),
      saveSeconds: await saveSeconds(client),
    };
  });
  return { elements, ...before, loadSeconds: await loadSeconds(server) };
}

/** @returns elements per second. Making vectors and looking for exact neighbours does not count. */
async function ingest(
  { stream, neighbours, context }: Run,
  docs: VectorRepository,
  from: number,
  size: number,
): Promise<number> {
  let ms = 0;
  for (let start = from; start < size; start += CHUNK) {
    const vectors = chunkOf(stream, start, size);
    const records = vectors.map((vector, place) => ({ id: String(start + place), vector }));
    const startedAtMs = performance.now();
    await docs.upsertMany(records, { batchSize: BATCH });
    ms += performance.now() - startedAtMs;
    for (const [place, vector] of vectors.entries()) neighbours.add(start + place, vector);
    context.onSlot(`${(start + vectors.length).toLocaleString("en")} elements`);
  }
  return (1_000 * (size - from)) / ms;
}

async function withClient<T>(
  server: RedisHandle,
  work: (client: VectorClient, docs: VectorRepository) => Promise<T>,
): Promise<T> {
  await using client = await connect({ url: server.url });
  return await work(
    client,
    client.repository({ namespace: "bench", collection: "scale", dimension: DIMENSION }),
  );
}

async function loadSeconds(server: RedisHandle): Promise<number> {
  await server.kill();
  const startedAtMs = performance.now();
  await server.restart();
  return (performance.now() - startedAtMs) / 1_000;
}

/** By UNLINK and, after the server has loaded everything again, by DEL. Both hold the server: vector sets are not freed in the background. */
async function measureDeletion(server: RedisHandle): Promise<Record<string, number>> {
  const unlinked = await withClient(server, (client, docs) => unlinkTimes(client, docs.key));
  await loadSeconds(server);
  return { ...unlinked, delMs: await withClient(server, (client, docs) => delMs(client, docs.key)) };
}

function print(sizes: readonly SizeFigures[]): void {
  printTable(
    ["elements", "ingest/s", "bytes per vector", "save s", "load s", "AOF rewrite s"],
    sizes.map((size) => [
      size.elements.toLocaleString("en"),
      ...[size.ingestPerSecond, size.bytesPerVector, size.saveSeconds].map(figure),
      ...[size.loadSeconds, size.aofRewriteSeconds].map(figure),
    ]),
  );
  printTable(
    ["elements", "EF", "callers", "searches/s", "p50 ms", "p99 ms", `recall@${LIMIT}`],
    sizes.flatMap(({ elements, searches }) =>
      searches.map(({ ef, callers, perSecond, p50Ms, p99Ms, recall }) => [
        ...[elements.toLocaleString("en"), String(ef), String(callers)],
        ...[figure(perSecond), figure(p50Ms), figure(p99Ms), recall.toFixed(4)],
      ]),
    ),
  );
}

function plotGrowth(sizes: readonly SizeFigures[], folder: string): string[] {
  const elements = sizes.map((size) => size.elements);
  const x = {
    label: "elements",
    scale: logScale(Math.min(...elements) / 1.5, Math.max(...elements) * 1.5),
  };
  const subtitle = `${DIMENSION}-d Q8, limit ${LIMIT}`;
  const searchSeries = (callers: number, pick: (search: SizeFigures["searches"][number]) => number) =>
    EFS.map((ef) => ({
      name: `EF ${ef}, ${callers} ${callers === 1 ? "caller" : "callers"}`,
      points: sizes.flatMap((size) =>
        size.searches
          .filter((search) => search.ef === ef && search.callers === callers)
          .map((search) => ({ x: size.elements, y: pick(search) })),
      ),
    }));
  const times = CALLERS.flatMap((callers) => searchSeries(callers, ({ p99Ms }) => p99Ms));
  const slowest = Math.max(...times.flatMap(({ points }) => points.map(({ y }) => y)));
  const ingestPoints = sizes.map((size) => ({ x: size.elements, y: size.ingestPerSecond }));
  const fastest = Math.max(...ingestPoints.map(({ y }) => y));
  const plots = {
    "scale-search": linePlot({
      ...{ title: "Search by size", subtitle, x, series: times },
      y: { label: "p99, ms", scale: logScale(0.1, slowest * 1.2) },
    }),
    "scale-recall": linePlot({
      ...{ title: "Recall by size", subtitle, x, series: searchSeries(1, ({ recall }) => recall) },
      y: { label: `recall@${LIMIT}`, scale: linearScale(0, 1) },
    }),
    "scale-ingest": linePlot({
      ...{ title: "Ingest by size", subtitle, x, series: [{ name: "upsertMany", points: ingestPoints }] },
      y: { label: "elements per second", scale: linearScale(0, fastest * 1.1) },
    }),
  };
  return Object.entries(plots).map(([name, svg]) => {
    const path = join(folder, `${name}.svg`);
    writeFileSync(path, svg);
    return path;
  });
}
