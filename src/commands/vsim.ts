import type { Command, CommandArgument, Reply } from "../executor.js";
import { isList, readDouble, readList, readOptionalText, readText, unexpectedReply } from "../reply.js";

/**
 * VSIM key (ELE element | FP32 blob) WITHSCORES [WITHATTRIBS] [COUNT n] [EPSILON d] [EF n] [FILTER expression]
 *   [FILTER-EF n] [TRUTH] [NOTHREAD]
 * https://redis.io/docs/latest/commands/vsim/ — since 8.0.0, WITHATTRIBS since 8.0.3 and 8.2.0 (8.0.2 answers
 * `ERR syntax error in VSIM command`); facts checked on 8.0.2 and 8.2.3.
 *
 * - WITHSCORES is always sent: rank without score is never enough for the callers here, and it costs a few bytes.
 * - Replies, best first:
 *   scores only: RESP2 flat element, score (bulk string); RESP3 a map element → double (flat on our wire);
 *   scores and attributes: RESP2 flat element, score, JSON or nil; RESP3 a map element → [double, JSON or null].
 * - A missing key gives an empty array in every case (RESP3: an array, not a map), and before any argument is looked at.
 * - ELE with an absent element: `ERR element not found in set`. The element itself is among its own results.
 * - Refusals: `ERR Vector dimension mismatch - got %d but set has %d`, `ERR syntax error in FILTER expression near: …`
 *   (repeats part of the filter), `ERR invalid COUNT`, `ERR invalid EF`, `ERR invalid EPSILON`,
 *   `ERR invalid FILTER-EF` (0 too, against the manual).
 * - A score is (1 + cosine) / 2. For an identical vector Q8 gives slightly less than 1, NOQUANT may give slightly
 *   more; the order among equal scores is unspecified.
 * - Elements may be named `10`, `2` or `__proto__`: results are kept as a list, never as an object.
 */
export interface VsimOptions {
  key: string;
  /** What to compare with: an FP32 blob (not copied), or the vector of an element of the set. */
  query: { readonly vector: Buffer } | { readonly element: string };
  /** Ask for the attributes too. Only where `capabilities.withAttributes`; decode with `decodeVsimWithAttributes`. */
  withAttributes?: boolean | undefined;
  /** Most results, from 1; server's default 10. No upper limit on the server, and memory is taken for it: cap it. */
  count?: number | undefined;
  /** Candidates kept while searching, 1 … 1 000 000; server's default 100, raised to `count`. */
  ef?: number | undefined;
  /** Keeps scores ≥ 1 − epsilon, or only ≥ 1 − epsilon / 2 where `capabilities.exactEpsilon` is false. Above 0. */
  epsilon?: number | undefined;
  /** Filter expression (see `encodeFilter`). Elements without attributes never match. */
  filter?: string | undefined;
  /** How many nodes may be expanded to satisfy the filter, from 1; server's default 100 · count. */
  filterEf?: number | undefined;
  /** Exact linear scan instead of the graph. Default false. */
  truth?: boolean | undefined;
  /** Search on the server's main thread: less overhead, but everyone waits. Default false. */
  noThread?: boolean | undefined;
}

/** The same search on the server's main thread (`noThread`). Of a command that `encodeVsim` made without it; not changed. */
export function onMainThread(vsim: Command): Command {
  return [...vsim, "NOTHREAD"];
}

export interface SimilarElement {
  element: string;
  /** 0 (opposite) … 1 (same direction); NaN or slightly above 1 are possible in unquantized sets. */
  score: number;
}

export interface SimilarElementWithAttributes extends SimilarElement {
  /** The stored text (see `decodeAttributes`), or undefined when the element has none. */
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

/** Of a VSIM without `withAttributes`. Best first, as the server ranked them. */
export function decodeVsim(reply: Reply): SimilarElement[] {
  const items = readList("VSIM", reply);
  if (items.length % 2 !== 0) throw unexpectedReply("VSIM", "pairs of element and score", reply);
  const matches: SimilarElement[] = [];
  for (let i = 0; i < items.length; i += 2) {
    matches.push({ element: readText("VSIM", items[i]), score: readDouble("VSIM", items[i + 1]) });
  }
  return matches;
}

/** Of a VSIM with `withAttributes`. Best first, as the server ranked them. */
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
