import { encodeFloat32Blob, encodeVsim } from "../../commands/index.js";
import type { Command } from "../../executor.js";
import { type PreparedSearch, SERVER_DEFAULT_EF } from "./search.js";

/** How much one step of a search asks of the server. */
export interface Effort {
  /** Elements that the server is to return. */
  readonly count: number;
  /** Graph nodes that a filtered search may expand; undefined without an expression for the server. */
  readonly filterEf: number | undefined;
  /** Whether the server compares with every element instead of searching the graph. */
  readonly truth: boolean;
}

/** Each step asks for this many times as much as the one before. */
const GROWTH = 4;
/** The server allocates memory for all elements that a step asks for, and they come back in one reply. */
const MAX_COUNT = 100_000;
const MAX_FILTER_EF = 1_000_000;
/**
 * To expand a node takes a filtered search about as long as a scan takes for so many elements: 13 and 0.22 µs on 8.6.3, with
 * 100,000 elements of 128 dimensions and one condition.
 */
const SCANNED_PER_EXPANSION = 64;
/** A graph search takes about this many times as long for one element of its answer as a scan for one element of the set. */
const SCANNED_PER_CANDIDATE = 8;

export function effortOf({ vsim, limit }: PreparedSearch): Effort {
  return { count: vsim.count ?? limit, filterEf: vsim.filterEf, truth: vsim.truth === true };
}

/**
 * The effort of the next step after one that found too few hits, or undefined if a further one cannot find more.
 *
 * - The server returned as many elements as it was asked for, and the client dropped some of them: the next step asks for four
 *   times as many.
 * - It returned fewer, so the graph search gave up: the next step expands four times as many nodes.
 *
 * Where comparing with every element is about as cheap, and for 100,000 elements or more, the next step does that.
 *
 * @param found - Elements that the server returned.
 * @param size - Approximate size of the set.
 * @param keepsAll - Whether every element that the server returns is a hit.
 */
export function nextEffort(
  effort: Effort,
  found: number,
  { size, keepsAll }: { size: number; keepsAll: boolean },
): Effort | undefined {
  const gaveUp = found < effort.count;
  if (effort.truth) {
    if (gaveUp || effort.count >= MAX_COUNT) return undefined;
    return { ...effort, count: Math.min(MAX_COUNT, GROWTH * effort.count) };
  }
  const count = Math.min(MAX_COUNT, gaveUp ? effort.count : GROWTH * effort.count);
  const filterEf =
    effort.filterEf === undefined
      ? undefined
      : Math.min(MAX_FILTER_EF, Math.max(GROWTH * effort.filterEf, 100 * count));
  const scanIsCheaper = gaveUp
    ? (filterEf ?? Number.POSITIVE_INFINITY) * SCANNED_PER_EXPANSION >= size
    : count * SCANNED_PER_CANDIDATE >= size;
  if (!scanIsCheaper && count < MAX_COUNT && filterEf !== MAX_FILTER_EF)
    return { count, filterEf, truth: false };
  // One more than there are, so that a shorter answer shows that nothing is left.
  return {
    count: keepsAll ? count : Math.min(MAX_COUNT, Math.max(count, size + 1)),
    filterEf,
    truth: true,
  };
}

/** The search with the work that this effort means for the server. */
export function withEffort(search: PreparedSearch, { count, truth }: Effort): PreparedSearch {
  const { work, timeoutMs } = search;
  if (truth === (work.kind === "exhaustive") && count <= work.ef) return search;
  const ef = Math.max(work.ef, count);
  return { ...search, timeoutMs, work: truth ? { kind: "exhaustive", ef } : { ...work, ef } };
}

/** VSIM with another effort than the prepared query, and with another vector if one is given. */
export function commandOf({ vsim }: PreparedSearch, effort: Effort, placed?: Float32Array): Command {
  const ef = Math.max(vsim.ef ?? SERVER_DEFAULT_EF, effort.count);
  return encodeVsim({
    ...vsim,
    ...effort,
    query: placed === undefined ? vsim.query : { vector: encodeFloat32Blob(placed) },
    ef: ef === SERVER_DEFAULT_EF ? undefined : ef,
  });
}
