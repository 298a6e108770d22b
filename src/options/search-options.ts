import {
  checkedFields,
  type FieldRule,
  type FieldRules,
  integerWithin,
  isBoolean,
  isSignal,
  isTimeoutMs,
} from "./field-rules.js";

/** The server allocates memory for all results that a query asks for, so one query must not ask for too many. */
const MAX_LIMIT = 10_000;
/** The limit of the server since 8.4. Earlier versions allocate memory for any number. */
const MAX_EF = 1_000_000;

/** Where the server searches. `auto` decides by the measured cost of searches in the collection. */
export type Threading = "auto" | "inline" | "threaded";

export interface SearchTuning {
  /** Most hits, 1 to 10,000. Default 10. */
  limit?: number | undefined;
  /**
   * Candidates that the graph search keeps, 1 to 1,000,000. With more it finds more of the true neighbours and takes longer.
   * Default 100, or four times `limit` if that is more. Never below `limit`.
   */
  ef?: number | undefined;
  /** Graph nodes that the first step of a filtered search may expand, 1 to 1,000,000. Default 100 × `limit`, at least 1,000. */
  filterEf?: number | undefined;
  /** Least cosine similarity of a hit, −1 to 1. Default: no limit. */
  minSimilarity?: number | undefined;
  /**
   * How much hits should differ from each other, 0 to 1. Above 0, they are chosen among five times as many candidates by
   * maximal marginal relevance, in one more round trip, and `limit` may be at most 100. Default 0.
   */
  diversity?: number | undefined;
  /** Whether hits include their attributes. Default true. Before Redis 8.0.3 that takes a second round trip. */
  includeAttributes?: boolean | undefined;
  /** Compares with every element instead of searching the graph: exact for the stored (quantized) vectors, in linear time. Default false. */
  exhaustive?: boolean | undefined;
  /**
   * How hits are compared. `native`: by the server's codes, in one round trip. `rescored`: takes twice as many candidates and
   * orders them by the stored codes, with more candidates until the hits are certain, for up to four rounds; with `bin` 24 times
   * as many, or `ef` if that is more, in one round. `exact`: the server compares every element, then float32 decides, with a bound that always holds; needs
   * `precision: "float32"`. Default: `rescored` if the collection has codes, else `native`.
   */
  precision?: "native" | "rescored" | "exact" | undefined;
  /**
   * Where the server searches. `inline`: on its main thread, which is cheapest, but all other clients wait. `threaded`: in a
   * separate thread, for long searches; it may miss elements that are written at the same time, and is refused on servers
   * that it can crash (see `allowUnsafeThreads`). `auto`: inline, unless threads are safe and measurements favour them.
   * Default: the repository's `threading`.
   */
  threading?: Threading | undefined;
  /** Longest wait for the answer in milliseconds, with all steps. Default: the client's `commandTimeoutMs` for each step. */
  timeoutMs?: number | undefined;
  /** Ends the wait; rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

const RULES: FieldRules = new Map<string, FieldRule>([
  ["limit", integerWithin(1, MAX_LIMIT)],
  ["ef", integerWithin(1, MAX_EF)],
  ["filterEf", integerWithin(1, MAX_EF)],
  ["minSimilarity", isSimilarity],
  ["diversity", isShare],
  ["includeAttributes", isBoolean],
  ["exhaustive", isBoolean],
  ["precision", isPrecision],
  ["threading", isThreading],
  ["timeoutMs", isTimeoutMs],
  ["signal", isSignal],
]);

/**
 * Checks the options of a search.
 *
 * @param own - Fields that the caller checks itself.
 * @returns a plain copy that includes the fields of `own`.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function checkSearchTuning<T extends SearchTuning>(query: T, own: ReadonlySet<string>): T {
  return checkedFields("search", query, RULES, own);
}

function isSimilarity(value: unknown): string | undefined {
  return typeof value === "number" && value >= -1 && value <= 1 ? undefined : "a number from -1 to 1";
}

function isShare(value: unknown): string | undefined {
  return typeof value === "number" && value >= 0 && value <= 1 ? undefined : "a number from 0 to 1";
}

function isThreading(value: unknown): string | undefined {
  const known = value === "auto" || value === "inline" || value === "threaded";
  return known ? undefined : '"auto", "inline" or "threaded"';
}

function isPrecision(value: unknown): string | undefined {
  const known = value === "native" || value === "rescored" || value === "exact";
  return known ? undefined : '"native", "rescored" or "exact"';
}
