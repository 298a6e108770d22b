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
  type VsimOptions,
} from "../../commands/index.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Command, Executor, Reply, SendOptions } from "../../executor.js";
import {
  type Attributes,
  checkSearchTuning,
  type SearchTuning,
  type Threading,
} from "../../options/index.js";
import { replyOf } from "../../reply.js";
import { forbidsScripts } from "../../script.js";
import { checkId } from "../elements/check-id.js";
import { prepareVector, type VectorInput, type VectorShape } from "../elements/prepare-vector.js";
import type { SearchWork } from "../threading/search-cost.js";
import type { SearchThreading } from "../threading/search-threading.js";
import { mayRunScripts, noteForbiddenScripts } from "./script-permission.js";
import { SEARCH_WITH_ATTRIBUTES } from "./search-with-attributes.lua.js";

/** A query by a vector, or by the id of a stored element, which is among its own hits. */
export type SearchQuery = SearchTuning &
  ({ vector: VectorInput; id?: undefined } | { id: string; vector?: undefined }) & {
    /** A filter built with `f`. Elements without attributes never match. */
    filter?: Filter | undefined;
  };

export interface SearchHit<A extends Attributes = Attributes> {
  readonly id: string;
  /**
   * Cosine similarity, −1 to 1. For a native search it is `2 · score − 1`, which includes the server's quantization error. For
   * a rescored search it is computed from the element's residual code (error up to 5e-5) or float32 code.
   */
  readonly similarity: number;
  /**
   * The server's own score, 0 to 1. Rescoring can order hits differently. Without quantization, rounding can take it a few
   * millionths out of the range.
   */
  readonly score: number;
  /** Absent if the element has none or `includeAttributes` is false. */
  readonly attributes?: A;
}

const OWN_FIELDS: ReadonlySet<string> = new Set(["vector", "id", "filter"]);
const DEFAULT_LIMIT = 10;
const SERVER_DEFAULT_EF = 100;
/** With the server's default EF, recall falls for larger limits (0.88 for 100 hits of 5,000 elements). Four per hit keeps it. */
const EF_PER_HIT = 4;
const MIN_FILTER_EF = 1_000;

/** A query that was checked and encoded. */
export interface PreparedSearch {
  /** Without NOTHREAD, which is decided when the search is sent. */
  readonly command: Command;
  /** The options from which `command` was encoded. A rescored search encodes them again for other candidates. */
  readonly vsim: VsimOptions;
  /** The query vector as given; undefined if the query is a stored element. */
  readonly vector: Float32Array | undefined;
  readonly limit: number;
  readonly precision: SearchTuning["precision"];
  readonly minSimilarity: number | undefined;
  readonly work: SearchWork;
  readonly threading: Threading | undefined;
  /** Attributes come with the hits, after them (VSIM cannot return them before 8.0.3), or not at all. */
  readonly attributes: "alongside" | "afterwards" | "none";
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_FILTER`. */
export function prepareSearch(
  given: SearchQuery,
  key: string,
  shape: VectorShape,
  canReturnAttributes: boolean,
): PreparedSearch {
  if (typeof given !== "object" || given === null) {
    throw new OctavecError("INVALID_ARGUMENT", "search: expected an object with a vector or an id.");
  }
  const query = checkSearchTuning(given, OWN_FIELDS);
  const { limit = DEFAULT_LIMIT, includeAttributes = true, precision } = query;
  const exhaustive = query.exhaustive === true || precision === "exact";
  const ef = Math.max(query.ef ?? Math.max(SERVER_DEFAULT_EF, limit * EF_PER_HIT), limit);
  const attributes = !includeAttributes ? "none" : canReturnAttributes ? "alongside" : "afterwards";
  const vector = targetVector(query, shape);
  const vsim: VsimOptions = {
    key,
    query:
      vector === undefined
        ? { element: checkId(query.id, "search: id") }
        : { vector: encodeFloat32Blob(vector) },
    count: limit,
    withAttributes: attributes === "alongside",
    ef: ef === SERVER_DEFAULT_EF ? undefined : ef,
    truth: exhaustive,
    filter: query.filter === undefined ? undefined : encodeFilter(query.filter),
    filterEf:
      query.filter === undefined ? undefined : (query.filterEf ?? Math.max(MIN_FILTER_EF, limit * 100)),
  };
  return {
    command: encodeVsim(vsim),
    vsim,
    vector,
    limit,
    precision,
    minSimilarity: query.minSimilarity,
    work: { kind: exhaustive ? "exhaustive" : query.filter === undefined ? "graph" : "filtered", ef },
    threading: query.threading,
    attributes,
    timeoutMs: query.timeoutMs,
    signal: query.signal,
  };
}

/** @returns undefined if the query is a stored element. */
function targetVector({ vector, id }: SearchQuery, shape: VectorShape): Float32Array | undefined {
  if ((vector === undefined) === (id === undefined)) {
    throw new OctavecError("INVALID_ARGUMENT", "search: expected exactly one of vector and id.");
  }
  return vector === undefined ? undefined : prepareVector(vector, shape, "search: vector");
}

/** One round trip, and a second one for the attributes if neither VSIM nor a script can return them with the hits. */
export function runSearch<A extends Attributes>(
  searched: SearchedSet,
  key: string,
  search: PreparedSearch,
  command: Command = search.command,
): Promise<SearchHit<A>[]> {
  const { minSimilarity, attributes } = search;
  return askServer(searched, search, command).then((found) => {
    const kept =
      minSimilarity === undefined ? found : found.filter(({ score }) => score >= (1 + minSimilarity) / 2);
    const without = attributes === "afterwards" ? kept.filter((match) => !("attributes" in match)) : [];
    if (without.length === 0) return toHits<A>(kept);
    return fetchAttributes(searched.executor, key, without, search).then(() => toHits<A>(kept));
  });
}

/** The parts of a collection that a search needs. */
export interface SearchedSet {
  readonly executor: Executor;
  /** Decides whether the server searches on its main thread. */
  readonly threading: SearchThreading;
}

/** The server's hits, best first by its own scores. */
export function askServer(searched: SearchedSet, search: PreparedSearch, command: Command): Promise<Found[]> {
  const { executor, threading } = searched;
  const { attributes, timeoutMs, signal } = search;
  const decision = threading.decide(search.work, search.threading);
  const { threaded } = decision;
  const options: SendOptions = { readOnly: true, blocking: threaded, timeoutMs, signal };
  if (threaded) {
    // The server that gets the search may be older than those known at the decision: a replica, or the primary after a failover.
    options.forServer = (server) => (decision.maySend(server) ? command : onMainThread(command));
  }
  const sent = threaded ? command : onMainThread(command);
  // A search in a script always runs on the main thread.
  const byScript = attributes === "afterwards" && !threaded && mayRunScripts(executor);
  const reply = byScript ? sendByScript(executor, sent, options) : executor.send(sent, options);
  return reply.then(
    (answer) => {
      decision.ended("answered");
      return byScript || attributes === "alongside" ? decodeVsimWithAttributes(answer) : decodeVsim(answer);
    },
    (error: unknown) => {
      decision.ended("failed");
      if (byScript && forbidsScripts(error)) {
        noteForbiddenScripts(executor);
        return askServer(searched, search, command);
      }
      // An absent element has no neighbours, which is not an error.
      if (isOctavecError(error, "COMMAND_FAILED") && error.message.includes("element not found in set"))
        return [];
      throw error;
    },
  );
}

function sendByScript(executor: Executor, [, key, ...words]: Command, options: SendOptions): Promise<Reply> {
  return SEARCH_WITH_ATTRIBUTES.run(executor, String(key), words, options);
}

/** An element that the server found. */
export type Found = Pick<SimilarElementWithAttributes, "element" | "score"> & {
  attributes?: string | undefined;
};

/**
 * Reads the attributes that did not come with the hits. If an element is replaced in between, its attributes are newer than its
 * score.
 */
async function fetchAttributes(
  executor: Executor,
  key: string,
  without: readonly Found[],
  { timeoutMs, signal }: PreparedSearch,
): Promise<void> {
  const replies = await executor.pipeline(
    without.map(({ element }) => encodeVgetattr(key, element)),
    { readOnly: true, timeoutMs, signal },
  );
  for (const [index, result] of replies.entries()) {
    without[index]!.attributes = decodeVgetattr(replyOf(result, signal));
  }
}

function toHits<A extends Attributes>(found: readonly Found[]): SearchHit<A>[] {
  return found.map((match) => toHit<A>(match));
}

export function toHit<A extends Attributes>(
  { element, score, attributes }: Found,
  cosine = 2 * score - 1,
): SearchHit<A> {
  // The float32 sum for two equal vectors can be a little above 1.
  const similarity = Math.min(1, Math.max(-1, cosine));
  const fields = attributes === undefined ? undefined : decodeAttributes(attributes);
  if (fields === undefined) return { id: element, similarity, score };
  // The attributes were checked with the schema when they were written. Checking each hit again would cost more than the search.
  return { id: element, similarity, score, attributes: fields as A };
}
