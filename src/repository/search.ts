import {
  decodeAttributes,
  decodeVgetattr,
  decodeVsim,
  decodeVsimWithAttributes,
  encodeFilter,
  encodeFloat32Blob,
  encodeVgetattr,
  encodeVsim,
  type Filter,
  onMainThread,
  type SimilarElementWithAttributes,
} from "../commands/index.js";
import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Command, Executor } from "../executor.js";
import { type Attributes, checkSearchTuning, type SearchTuning, type Threading } from "../options/index.js";
import { checkId } from "./check-id.js";
import { prepareVector, type VectorInput, type VectorShape } from "./prepare-vector.js";
import { replyOf } from "./step-reply.js";
import type { SearchWork } from "./threading/search-cost.js";
import type { SearchThreading } from "./threading/search-threading.js";

/** What to look for: a vector, or the neighbours of a stored element (which is among its own hits). */
export type SearchQuery = SearchTuning &
  ({ vector: VectorInput; id?: undefined } | { id: string; vector?: undefined }) & {
    /** Built with `f`. Elements without attributes never match. */
    filter?: Filter | undefined;
  };

export interface SearchHit<A extends Attributes = Attributes> {
  readonly id: string;
  /** Cosine similarity as the server sees it through its quantization, −1 to 1: `2 · score − 1`. */
  readonly similarity: number;
  /** The server's score, 0 to 1; without quantization rounding may take it a few millionths beyond. */
  readonly score: number;
  /** As stored; absent when the element has none or `includeAttributes` is false. */
  readonly attributes?: A;
}

const OWN_FIELDS: ReadonlySet<string> = new Set(["vector", "id", "filter"]);
const DEFAULT_LIMIT = 10;
const SERVER_DEFAULT_EF = 100;
/** At the server's default EF, recall falls as more hits are asked for (0.88 at 100 of 5,000); four times keeps it. */
const EF_PER_HIT = 4;
const MIN_FILTER_EF = 1_000;

/** A query that was checked and encoded. */
export interface PreparedSearch {
  /** Without the word on threads, which comes last and is decided when the search is sent. */
  readonly command: Command;
  readonly work: SearchWork;
  readonly threading: Threading | undefined;
  /** How the attributes come: with the hits, by a second round trip, or not at all. */
  readonly attributes: "alongside" | "afterwards" | "none";
  readonly minScore: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_FILTER`. */
export function prepareSearch(
  query: SearchQuery,
  key: string,
  shape: VectorShape,
  canReturnAttributes: boolean,
): PreparedSearch {
  if (typeof query !== "object" || query === null) {
    throw new OctavecError("INVALID_ARGUMENT", "search: expected an object with a vector or an id.");
  }
  checkSearchTuning(query, OWN_FIELDS);
  const { limit = DEFAULT_LIMIT, exhaustive = false, includeAttributes = true } = query;
  const ef = Math.max(query.ef ?? Math.max(SERVER_DEFAULT_EF, limit * EF_PER_HIT), limit);
  const attributes = !includeAttributes ? "none" : canReturnAttributes ? "alongside" : "afterwards";
  const command = encodeVsim({
    key,
    query: target(query, shape),
    count: limit,
    withAttributes: attributes === "alongside",
    ef: ef === SERVER_DEFAULT_EF ? undefined : ef,
    truth: exhaustive,
    ...(query.filter === undefined
      ? {}
      : {
          filter: encodeFilter(query.filter),
          filterEf: query.filterEf ?? Math.max(MIN_FILTER_EF, limit * 100),
        }),
  });
  return {
    command,
    work: { kind: exhaustive ? "exhaustive" : query.filter === undefined ? "graph" : "filtered", ef },
    threading: query.threading,
    attributes,
    minScore: query.minSimilarity === undefined ? undefined : (1 + query.minSimilarity) / 2,
    timeoutMs: query.timeoutMs,
    signal: query.signal,
  };
}

function target({ vector, id }: SearchQuery, shape: VectorShape) {
  if ((vector === undefined) === (id === undefined)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "search: expected either a vector or an id, not both and not neither.",
    );
  }
  if (id !== undefined) return { element: checkId(id, "search: id") };
  return { vector: encodeFloat32Blob(prepareVector(vector, shape, "search: vector")) };
}

/** One round trip; a second one for the attributes where the server cannot send them along (before 8.0.3). */
export async function runSearch<A extends Attributes>(
  executor: Executor,
  key: string,
  search: PreparedSearch,
  threading: SearchThreading,
): Promise<SearchHit<A>[]> {
  const { command, timeoutMs, signal } = search;
  const { threaded, ended } = threading.decide(search.work, search.threading);
  const options = { readOnly: true, blocking: threaded, timeoutMs, signal };
  let reply: Awaited<ReturnType<Executor["send"]>>;
  try {
    reply = await executor.send(threaded ? command : onMainThread(command), options);
    ended("answered");
  } catch (error) {
    ended("failed");
    // An absent element has no neighbours; that is an answer, not a failure.
    if (isOctavecError(error, "COMMAND_FAILED") && error.message.includes("element not found in set"))
      return [];
    throw error;
  }
  const found: Found[] =
    search.attributes === "alongside" ? decodeVsimWithAttributes(reply) : decodeVsim(reply);
  const kept = search.minScore === undefined ? found : found.filter(({ score }) => score >= search.minScore!);
  if (search.attributes === "afterwards") await fetchAttributes(executor, key, kept, options);
  return kept.map((match) => toHit<A>(match));
}

type Found = Pick<SimilarElementWithAttributes, "element" | "score"> & { attributes?: string | undefined };

async function fetchAttributes(
  executor: Executor,
  key: string,
  found: Found[],
  options: { readOnly: boolean; timeoutMs: number | undefined; signal: AbortSignal | undefined },
): Promise<void> {
  if (found.length === 0) return;
  const replies = await executor.pipeline(
    found.map(({ element }) => encodeVgetattr(key, element)),
    options,
  );
  for (const [index, result] of replies.entries()) {
    found[index]!.attributes = decodeVgetattr(replyOf(result, options.signal));
  }
}

function toHit<A extends Attributes>({ element, score, attributes }: Found): SearchHit<A> {
  // Of two equal unquantized vectors the server's float32 sum can come out a little above 1.
  const similarity = Math.min(1, Math.max(-1, 2 * score - 1));
  const hit = { id: element, similarity, score };
  const decoded = attributes === undefined ? undefined : decodeAttributes(attributes);
  // What is stored was checked against the schema when it was written; checking each hit again would cost more than the search.
  return decoded === undefined ? hit : { ...hit, attributes: decoded as A };
}
