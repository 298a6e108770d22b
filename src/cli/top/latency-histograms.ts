import type { Reply, VectorClient } from "../../index.js";
import { ifAllowed } from "./if-allowed.js";

/** How many calls took at most so many microseconds, since the start of the server: rising bounds and counts. */
export type LatencyHistogram = readonly (readonly [atMostMicros: number, calls: number])[];

/** By the name of the command as INFO writes it. Undefined if the user may not read them. */
export async function readLatencyHistograms(
  client: VectorClient,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, LatencyHistogram> | undefined> {
  const reply = await ifAllowed(client.sendCommand(["LATENCY", "HISTOGRAM"], { signal, readOnly: true }));
  return reply === undefined
    ? undefined
    : new Map(pairsOf(reply).map(([name, one]) => [name, bucketsOf(one)]));
}

/**
 * The duration in microseconds that a share of the calls between two readings did not exceed. Each bound is about twice the one
 * before, so it is up to twice as long as the true one. Undefined without calls.
 */
export function percentileBetween(
  before: LatencyHistogram | undefined,
  now: LatencyHistogram | undefined,
  share: number,
): number | undefined {
  if (now === undefined) return undefined;
  const earlier = (bound: number) => before?.findLast(([atMost]) => atMost <= bound)?.[1] ?? 0;
  const counts = now.map(([bound, calls]) => [bound, calls - earlier(bound)] as const);
  const all = counts.at(-1)?.[1] ?? 0;
  if (all <= 0) return undefined;
  return counts.find(([, calls]) => calls >= share * all)?.[0];
}

function bucketsOf(histogram: Reply): LatencyHistogram {
  const [, buckets] = pairsOf(histogram).find(([name]) => name === "histogram_usec") ?? [];
  return pairsOf(buckets ?? []).map(([bound, calls]) => [Number(bound), Number(calls)]);
}

/** A map of a reply, which comes as a flat array. */
function pairsOf(reply: Reply): [string, Reply][] {
  if (!Array.isArray(reply)) return [];
  return reply.flatMap((name, at) => (at % 2 === 0 ? [[String(name), reply[at + 1] ?? null]] : []));
}
