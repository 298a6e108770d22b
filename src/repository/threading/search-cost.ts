import type { Quantization } from "../../options/index.js";

/** Where the server runs a search: on its main thread (`NOTHREAD`), or in a thread created for this search. */
export type ThreadMode = "inline" | "threaded";

/** How many searches of this repository run at a time. */
export type Load = "alone" | "few" | "many";

/** The properties of a search from which its cost is predicted. */
export interface SearchWork {
  readonly kind: "graph" | "filtered" | "exhaustive";
  /** Candidates that the graph search keeps. */
  readonly ef: number;
}

export interface SetShape {
  readonly dimension: number;
  readonly quantization: Quantization;
}

/** Assumed sizes of a set of unknown size. Large for an exhaustive search, because underestimating it blocks all clients. */
const UNKNOWN_SIZE = { graph: 10_000, filtered: 10_000, exhaustive: 100_000 } as const;
const BYTES_PER_COMPONENT: Readonly<Record<Quantization, number>> = { q8: 1, none: 4, bin: 1 / 8 };

/**
 * Predicted processor time of one search on the server, in milliseconds. It is right within a factor of about three and is used
 * until times have been measured.
 *
 * - Graph: `(ef + 50) × (1.2 + bytes / 512) µs × (size / 10,000)^0.3`, with the last factor limited to 0.3 … 2.5. Fitted to
 *   VSIM on 8.0.2 and 8.2.3, 2 cores, AVX-512, 512 dimensions, Q8: with 10,000 elements 145 µs at EF 20 and 318 µs at EF 100;
 *   with 100,000 elements 453, 735, 1,256 and 2,525 µs at EF 50, 100, 200 and 500.
 * - Filtered: three times as long. A filter took 1.6 times (all elements match) to 5.8 times (5 % match) as long.
 * - Exhaustive: 0.1 µs per element, and 0.2 µs per 512 bytes of its vector.
 */
export function predictServerMs(work: SearchWork, shape: SetShape, size: number | undefined): number {
  const count = size ?? UNKNOWN_SIZE[work.kind];
  const vectorShare = (shape.dimension * BYTES_PER_COMPONENT[shape.quantization]) / 512;
  if (work.kind === "exhaustive") return (20 + count * (0.1 + 0.2 * vectorShare)) / 1_000;
  const growth = Math.min(2.5, Math.max(0.3, (count / 10_000) ** 0.3));
  const graphMs = ((work.ef + 50) * (1.2 + vectorShare) * growth) / 1_000;
  return work.kind === "filtered" ? 3 * graphMs : graphMs;
}

/** Cost of creating a thread and of waking the main thread at its end: 100 to 200 µs on 8.0.2 and 8.2.3. */
const THREAD_MS = 0.13;
/** Speed-up by concurrent threads: 1.2 to 1.8 was measured on two cores. Trials find out what more cores bring. */
const OVERLAP: Readonly<Record<Load, number>> = { alone: 1, few: 1.4, many: 1.5 };
/** Time for the network and the client. With several searches at a time, part of it overlaps with other searches. */
const OVERHEAD_MS: Readonly<Record<Load, number>> = { alone: 0.08, few: 0.04, many: 0.03 };

/** Predicted time per finished search in milliseconds, the inverse of throughput. */
export function predictTimeMs(mode: ThreadMode, serverMs: number, load: Load): number {
  if (mode === "inline") return OVERHEAD_MS[load] + serverMs;
  return OVERHEAD_MS[load] + (serverMs + THREAD_MS) / OVERLAP[load];
}

/**
 * Weight of a threaded search's time, because on every version it may miss elements that are written at the same time. On
 * 8.0.2 with one writer, 67 of 400 threaded replies missed elements without a pause between the updates, 45 of 1,464 with
 * 1 ms, and 6 of 10,137 with 5 ms. No inline reply did.
 */
export const LOSS_FACTOR = 1.5;
/** Shorter searches never run in a thread with `auto`, not even in a trial, because there is too little to gain. */
export const SHORTEST_THREADED_MS = 1;

/** Longer searches run in a thread, unless threads were measured to be more than twice as slow. */
export const LONGEST_INLINE_MS = 5;
const STALL_WEIGHT_PER_MS = 1 / 25;

/**
 * Weight of an inline search's time, because all clients of the server wait for it: 1.04 at 1 ms, 1.2 at 5 ms, and 2 above. So
 * for searches of up to 2.5 ms, avoiding the wait may cost at most a tenth of the throughput.
 */
export function stallWeight(serverMs: number): number {
  return serverMs > LONGEST_INLINE_MS ? 2 : 1 + serverMs * STALL_WEIGHT_PER_MS;
}
