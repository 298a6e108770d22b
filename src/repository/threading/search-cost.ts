import type { Quantization } from "../../options/index.js";

/** Where the server runs a search: on its main thread (`NOTHREAD`), or in a thread made for that one search. */
export type ThreadMode = "inline" | "threaded";

/** How many searches of this repository are under way at a time. */
export type Load = "alone" | "few" | "many";

/** What a search asks of the server, as far as its arguments tell. */
export interface SearchWork {
  readonly kind: "graph" | "filtered" | "exhaustive";
  /** Candidates the graph search keeps. */
  readonly ef: number;
}

export interface SetShape {
  readonly dimension: number;
  readonly quantization: Quantization;
}

/** Sizes to reckon with while the real one is unknown: for a scan a large one, because a wrong guess stalls everyone. */
const UNKNOWN_SIZE = { graph: 10_000, filtered: 10_000, exhaustive: 100_000 } as const;
const BYTES_PER_COMPONENT: Readonly<Record<Quantization, number>> = { q8: 1, none: 4, bin: 1 / 8 };

/**
 * Processor time of one search on the server, in milliseconds: a first guess, right within a factor of three or so, that
 * measured times then replace.
 *
 * Graph: `(ef + 50) × (1.2 + bytes / 512) µs × (size / 10,000)^0.3`, the last factor from 0.3 to 2.5. Fitted to VSIM on
 * 8.0.2 and 8.2.3, 2 cores, AVX-512: 512-d Q8, 10,000 elements, 145 µs at EF 20 and 318 µs at EF 100; 100,000 elements,
 * 453, 735, 1,256 and 2,525 µs at EF 50, 100, 200 and 500. A filter took 1.6 (all pass) to 5.8 times as long (5 % pass).
 * Exhaustive: every element is compared once, 0.1 µs and 0.2 µs for every 512 bytes of its vector.
 */
export function predictServerMs(work: SearchWork, shape: SetShape, size: number | undefined): number {
  const count = size ?? UNKNOWN_SIZE[work.kind];
  const vectorShare = (shape.dimension * BYTES_PER_COMPONENT[shape.quantization]) / 512;
  if (work.kind === "exhaustive") return (20 + count * (0.1 + 0.2 * vectorShare)) / 1_000;
  const growth = Math.min(2.5, Math.max(0.3, (count / 10_000) ** 0.3));
  const graphMs = ((work.ef + 50) * (1.2 + vectorShare) * growth) / 1_000;
  return work.kind === "filtered" ? 3 * graphMs : graphMs;
}

/** A thread is made for each search, and wakes the main thread when it ends: 100 to 200 µs on 8.0.2 and 8.2.3. */
const THREAD_MS = 0.13;
/** What threads that overlap brought on two cores: 1.2 to 1.8 times the searches of one. More cores are found out by trials. */
const OVERLAP: Readonly<Record<Load, number>> = { alone: 1, few: 1.4, many: 1.5 };
/** The way there and back and the client's own work; hidden behind other searches where there are some. */
const OVERHEAD_MS: Readonly<Record<Load, number>> = { alone: 0.08, few: 0.04, many: 0.03 };

/** Time per finished search in milliseconds, the inverse of throughput: a first guess as well. */
export function predictTimeMs(mode: ThreadMode, serverMs: number, load: Load): number {
  if (mode === "inline") return OVERHEAD_MS[load] + serverMs;
  return OVERHEAD_MS[load] + (serverMs + THREAD_MS) / OVERLAP[load];
}

/**
 * What a threaded search's time is multiplied by before it is compared: on every version it may miss elements that are
 * written at the same time. With one writer without pause, 67 of 400 threaded replies were short on 8.0.2; with 1 ms between
 * the updates 45 of 1,464, with 5 ms 6 of 10,137; no inline one.
 */
export const LOSS_PRICE = 1.5;
/** Searches shorter than this never get a thread by themselves, not even for a trial: there is too little to gain. */
export const SHORTEST_THREADED_MS = 1;

/** Inline searches longer than this are left to threads, unless those were measured to be more than twice as slow. */
export const LONGEST_INLINE_MS = 5;
const STALL_PRICE_PER_MS = 1 / 25;

/**
 * What an inline search's time is multiplied by before it is compared, because every client of the server waits that
 * long: 1.04 at 1 ms, 1.2 at 5 ms, 2 beyond. So up to 2.5 ms no more than a tenth of the throughput is given for it.
 */
export function stallWeight(serverMs: number): number {
  return serverMs > LONGEST_INLINE_MS ? 2 : 1 + serverMs * STALL_PRICE_PER_MS;
}
