import type { Command, CommandArgument, Reply } from "../executor.js";
import { isList, readDouble, readList, readOptionalText, readText, unexpectedReply } from "../reply.js";

/**
 * VSIM key (ELE element | FP32 blob) WITHSCORES [WITHATTRIBS] [COUNT n] [EPSILON d] [EF n] [FILTER expression]
 *   [FILTER-EF n] [TRUTH] [NOTHREAD]
 * https://redis.io/docs/latest/commands/vsim/ — since 8.0.0, WITHATTRIBS since 8.0.3 and 8.2.0 (8.0.2 answers
 * `ERR syntax error in VSIM command`); facts checked on 8.0.2 and 8.2.3.
 *
 * - WITHSCORES is always sent, because every caller here needs scores and they are only a few bytes.
 * - Replies, best first:
 *   scores only: in RESP2 element, score (bulk string), … as a flat array; in RESP3 a map element → double (a flat array
 *   in `Reply`);
 *   scores and attributes: in RESP2 element, score, JSON or nil, … as a flat array; in RESP3 a map element → [double, JSON
 *   or null].
 * - For a missing key the reply is an empty array in all cases (in RESP3 too), before the arguments are checked.
 * - ELE with an absent element: `ERR element not found in set`. The element itself is among its own results.
 * - Errors: `ERR Vector dimension mismatch - got %d but set has %d`, `ERR syntax error in FILTER expression near: …`
 *   (repeats part of the filter), `ERR invalid COUNT`, `ERR invalid EF`, `ERR invalid EPSILON`,
 *   `ERR invalid FILTER-EF` (for 0 too, contrary to the manual).
 * - A score is (1 + cosine) / 2. The score of an identical vector is slightly below 1 for Q8, and may be slightly above 1
 *   for NOQUANT. The order of equal scores is unspecified.
 * - Elements may be named `10`, `2` or `__proto__`, so results are a list and not an object.
 */
export interface VsimOptions {
  key: string;
  /** The query vector: an FP32 blob (not copied), or the vector of an element of the set. */
  query: { readonly vector: Buffer } | { readonly element: string };
  /**
   * Whether the reply contains attributes. Only if `capabilities.withAttributes` is true. Decode the reply with
   * `decodeVsimWithAttributes`. Default false.
   */
  withAttributes?: boolean | undefined;
  /** Most results, from 1; server's default 10. The server has no upper limit and allocates memory for `count` results. */
  count?: number | undefined;
  /** Candidates during the search, 1 … 1 000 000; server's default 100, raised to `count`. */
  ef?: number | undefined;
  /** Least score is 1 − epsilon, or 1 − epsilon / 2 if `capabilities.exactEpsilon` is false. Above 0. */
  epsilon?: number | undefined;
  /** Filter expression (see `encodeFilter`). Elements without attributes never match. */
  filter?: string | undefined;
  /** Most nodes that a filtered search visits, from 1; server's default 100 · count. */
  filterEf?: number | undefined;
  /** Exact linear scan instead of a graph search. Default false. */
  truth?: boolean | undefined;
  /** Search on the server's main thread: less overhead, but all other commands wait. Default false. */
  noThread?: boolean | undefined;
}

/** A copy of a command of `encodeVsim` that runs on the server's main thread. The command must not have `noThread` yet. */
export function onMainThread(vsim: Command): Command {
  return [...vsim, "NOTHREAD"];
}

export interface SimilarElement {
  element: string;
  /** 0 (opposite) … 1 (same direction). NaN and values slightly above 1 are possible in unquantized sets. */
  score: number;
}

export interface SimilarElementWithAttributes extends SimilarElement {
  /** The stored text (see `decodeAttributes`), or undefined if the element has none. */
  attributes: string | undefined;
}

export function encodeVsim(options: VsimOptions): Command {
  const { query } = options;
  const command: CommandArgument[] =
    "vector" in query
      ? ["VSIM", options.key, "FP32", query.vector, "WITHSCORES"]
      : ["VSIM", options.key, "ELE", query.element, "WITHSCORES"];
  if (options.withAttributes === true) command.push("WITHATTRIBS");
  if (options.count !== undefined) command.push("COUNT", String(options.count));
  if (options.epsilon !== undefined) command.push("EPSILON", String(options.epsilon));
  if (options.ef !== undefined) command.push("EF", String(options.ef));
  if (options.filter !== undefined) command.push("FILTER", options.filter);
  if (options.filterEf !== undefined) command.push("FILTER-EF", String(options.filterEf));
  if (options.truth === true) command.push("TRUTH");
  if (options.noThread === true) command.push("NOTHREAD");
  return command;
}

/** Decodes the reply to a VSIM without `withAttributes`. Best first, as the server ranked them. */
export function decodeVsim(reply: Reply): SimilarElement[] {
  const items = readList("VSIM", reply);
  if (items.length % 2 !== 0) throw unexpectedReply("VSIM", "pairs of element and score", reply);
  const matches: SimilarElement[] = [];
  for (let i = 0; i < items.length; i += 2) {
    matches.push({ element: readText("VSIM", items[i]), score: readDouble("VSIM", items[i + 1]) });
  }
  return matches;
}

/** Decodes the reply to a VSIM with `withAttributes`. Best first, as the server ranked them. */
export function decodeVsimWithAttributes(reply: Reply): SimilarElementWithAttributes[] {
  const items = readList("VSIM", reply);
  return isList(items[1]) ? decodeNested(items) : decodeTriples(items);
}

/** RESP3: element, [score, attributes] … */
function decodeNested(items: readonly Reply[]): SimilarElementWithAttributes[] {
  if (items.length % 2 !== 0)
    throw unexpectedReply("VSIM", "pairs of element and [score, attributes]", items);
  const matches: SimilarElementWithAttributes[] = [];
  for (let i = 0; i < items.length; i += 2) {
    const pair = readList("VSIM", items[i + 1]);
    if (pair.length !== 2) throw unexpectedReply("VSIM", "a pair of score and attributes", pair);
    matches.push(matchOf(items[i], pair[0], pair[1]));
  }
  return matches;
}

/** RESP2: element, score, attributes … */
function decodeTriples(items: readonly Reply[]): SimilarElementWithAttributes[] {
  if (items.length % 3 !== 0)
    throw unexpectedReply("VSIM", "triples of element, score and attributes", items);
  const matches: SimilarElementWithAttributes[] = [];
  for (let i = 0; i < items.length; i += 3) matches.push(matchOf(items[i], items[i + 1], items[i + 2]));
  return matches;
}

function matchOf(
  element: Reply | undefined,
  score: Reply | undefined,
  attributes: Reply | undefined,
): SimilarElementWithAttributes {
  return {
    element: readText("VSIM", element),
    score: readDouble("VSIM", score),
    attributes: readOptionalText("VSIM", attributes),
  };
}
