import {
  checkedFields,
  type FieldRule,
  type FieldRules,
  integerWithin,
  isBoolean,
  isSignal,
  isTimeoutMs,
} from "./field-rules.js";

/** The server takes memory for as many results as are asked for; this keeps one query from taking it all. */
const MAX_LIMIT = 10_000;
/** The server's own limit from 8.4 on; earlier versions take memory for any number. */
const MAX_EF = 1_000_000;

/** Where the server searches; `auto` decides by what searches of the collection cost. */
export type Threading = "auto" | "inline" | "threaded";

export interface SearchTuning {
  /** Most hits, 1 to 10,000. Default 10. */
  limit?: number | undefined;
  /**
   * Candidates the graph search keeps, 1 to 1,000,000: more finds more of the true neighbours and takes longer.
   * Default 100, or four times `limit` where that is more. Never below `limit`.
   */
  ef?: number | undefined;
  /** Graph nodes a filtered search may expand, 1 to 1,000,000. Default 100 × `limit`, at least 1,000. */
  filterEf?: number | undefined;
  /** Leaves out hits below this cosine similarity, −1 to 1. Default: none left out. */
  minSimilarity?: number | undefined;
  /** Whether hits carry their attributes. Default true. Before Redis 8.0.3 that takes a second round trip. */
  includeAttributes?: boolean | undefined;
  /** Compares with every element instead of searching the graph: exact over the stored (quantized) vectors, linear time. Default false. */
  exhaustive?: boolean | undefined;
  /**
   * What hits are compared by. `native`: the server's own codes, one round trip. `rescored`: twice as many candidates, put
   * in order by the collection's residual or float32 codes, and more of them until the hits are certain or four
   * rounds are over. `exact`: every element by the server, then by float32, with a bound that always holds; needs
   * `precision: "float32"`. Default: `rescored` where the collection keeps codes, else `native`.
   */
  precision?: "native" | "rescored" | "exact" | undefined;
  /**
   * Where the server searches. `inline`: on its main thread, cheapest, but everyone waits that long. `threaded`: in a
   * thread of its own, for long searches; it may miss elements that are written at the same time, and is refused on servers
   * that it can crash (see `allowUnsafeThreads`). `auto`: inline, except where threads are safe and were measured to be
   * worth it. Default: the repository's `threading`.
   */
  threading?: Threading | undefined;
  /** Milliseconds to wait for the answer. Default: the client's `commandTimeoutMs`. */
  timeoutMs?: number | undefined;
  /** Ends the wait; rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

const RULES: FieldRules = new Map<string, FieldRule>([
  ["limit", integerWithin(1, MAX_LIMIT)],
  ["ef", integerWithin(1, MAX_EF)],
  ["filterEf", integerWithin(1, MAX_EF)],
  ["minSimilarity", isSimilarity],
  ["includeAttributes", isBoolean],
  ["exhaustive", isBoolean],
  ["precision", isPrecision],
  ["threading", isThreading],
  ["timeoutMs", isTimeoutMs],
  ["signal", isSignal],
]);

/**
 * @param own - Fields of the call that its own code checks.
 * @returns a plain copy, with the fields of `own`.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function checkSearchTuning<T extends SearchTuning>(query: T, own: ReadonlySet<string>): T {
  return checkedFields("search", query, RULES, own);
}

function isSimilarity(value: unknown): string | undefined {
  return typeof value === "number" && value >= -1 && value <= 1 ? undefined : "a number from -1 to 1";
}

function isThreading(value: unknown): string | undefined {
  const known = value === "auto" || value === "inline" || value === "threaded";
  return known ? undefined : '"auto", "inline" or "threaded"';
}

function isPrecision(value: unknown): string | undefined {
  const known = value === "native" || value === "rescored" || value === "exact";
  return known ? undefined : '"native", "rescored" or "exact"';
}
