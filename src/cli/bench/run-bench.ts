import { randomUUID } from "node:crypto";
import type { VectorClient, VectorRepository } from "../../index.js";
import { seededRandom } from "../calibrate/seeded-random.js";
import { workProgress } from "../terminal/work-progress.js";

export interface BenchOptions {
  readonly elements: number;
  readonly dimension: number;
  readonly searches: number;
  /** Searches at a time. */
  readonly callers: number;
  readonly namespace: string;
}

export interface BenchReport extends Omit<BenchOptions, "namespace"> {
  readonly version: string;
  readonly insertsPerSecond: number;
  readonly searchesPerSecond: number;
  readonly searchP50Ms: number;
  readonly searchP99Ms: number;
  /** Round trip of a PING: what no search can be faster than. */
  readonly pingP50Ms: number;
}

const BATCH = 500;
const PINGS = 100;

/** Writes random vectors to a temporary collection, searches it, and removes it again. One run, so noise is in every figure. */
export async function runBench(
  client: VectorClient,
  { namespace, ...options }: BenchOptions,
  signal: AbortSignal,
): Promise<BenchReport> {
  const { elements, dimension, searches, callers } = options;
  const docs = client.repository({ namespace, collection: `bench-${randomUUID()}`, dimension });
  const random = seededRandom(1);
  const draw = () => Float32Array.from({ length: dimension }, () => 2 * random() - 1);
  const progress = workProgress("Writing", elements);
  try {
    const pings = await timed(PINGS, 1, () => client.sendCommand(["PING"], { signal }));
    const startedAtMs = performance.now();
    for (let at = 0; at < elements; at += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, elements - at) }, (_, place) => ({
        id: `e${at + place}`,
        vector: draw(),
      }));
      await docs.upsertMany(batch, { signal });
      progress.update(at + batch.length);
    }
    const insertSeconds = (performance.now() - startedAtMs) / 1_000;
    progress.stop();
    const queries = Array.from({ length: searches }, draw);
    const searchStartedAtMs = performance.now();
    const times = await timed(searches, callers, (at) => docs.search({ vector: queries[at]!, limit: 10 }));
    const searchSeconds = (performance.now() - searchStartedAtMs) / 1_000;
    return {
      ...options,
      version: client.serverVersion,
      insertsPerSecond: elements / insertSeconds,
      searchesPerSecond: searches / searchSeconds,
      searchP50Ms: percentile(times, 0.5),
      searchP99Ms: percentile(times, 0.99),
      pingP50Ms: percentile(pings, 0.5),
    };
  } finally {
    progress.stop();
    await remove(docs);
  }
}

/** Also after the user has stopped the run, so without its signal. */
async function remove(docs: VectorRepository): Promise<void> {
  await docs.drop();
}

/** Milliseconds of each call, sorted. */
async function timed(
  count: number,
  callers: number,
  call: (at: number) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const caller = async () => {
    while (next < count) {
      const at = next++;
      const startedAtMs = performance.now();
      await call(at);
      times.push(performance.now() - startedAtMs);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return times.sort((a, b) => a - b);
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
