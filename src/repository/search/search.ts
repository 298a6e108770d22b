import {
  type CheckedFilter,
  checkFilter,
  compileFilter,
  decodeVgetattr,
  decodeVsim,
  decodeVsimWithAttributes,
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
  type AttributesSchema,
  attributeKinds,
  checkSearchTuning,
  type SearchTuning,
  type Threading,
} from "../../options/index.js";
import { replyOf } from "../../reply.js";
import { forbidsScripts } from "../../script.js";
import { checkId } from "../elements/check-id.js";
import { prepareVector, type VectorInput, type VectorShape } from "../elements/prepare-vector.js";
import type { Expiry } from "../expiry/expiry.js";
import { storedAttributes } from "../expiry/stored-instant.js";
import type { SearchWork } from "../threading/search-cost.js";
import type { SearchThreading } from "../threading/search-threading.js";
import type { SetSize } from "../threading/set-size.js";
import type { SearchExample } from "./examples.js";
import { mayRunScripts, noteForbiddenScripts } from "./script-permission.js";
import { SEARCH_WITH_ATTRIBUTES } from "./search-with-attributes.lua.js";

/** A vector, the id of a stored element, or examples. */
export type VectorTarget =
  | { vector: VectorInput; id?: undefined; examples?: undefined }
  | { id: string; vector?: undefined; examples?: undefined }
  | { examples: readonly SearchExample[]; vector?: undefined; id?: undefined };

/**
 * A query by a vector; by the id of a stored element, which is among its own hits; or by several examples, whose weighted mean is
 * the query.
 */
export type SearchQuery = SearchTuning &
  VectorTarget & {
    text?: undefined;
    fusion?: undefined;
    /** A filter built with `f` or `filterFor`. The hits are elements for which `matches` is true. */
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

/** Fields of a query that are no tuning. */
export const OWN_FIELDS: ReadonlySet<string> = new Set(["vector", "id", "examples", "filter"]);
export const DEFAULT_LIMIT = 10;
export const SERVER_DEFAULT_EF = 100;
/** With the server's default EF, recall falls for larger limits (0.88 for 100 hits of 5,000 elements). Four per hit keeps it. */
const EF_PER_HIT = 4;
const MIN_FILTER_EF = 1_000;
/** Candidates per hit of the first step if the server can exclude no element, so that the client will probably drop some. */
const UNFILTERED_PER_HIT = 4;

const UNFILTERED = { expression: undefined, isExact: true };

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
  /** What the client checks in the attributes, because the server decides the filter only in part. Undefined if it decides all. */
  readonly residual: CheckedFilter | undefined;
  /** Whether the client may drop elements that the server returns. */
  readonly drops: boolean;
  /** Whether further steps with more effort follow while there are fewer hits than `limit`. */
  readonly widens: boolean;
  /** Whether the hits include attributes. */
  readonly showsAttributes: boolean;
  /** Attributes come with the hits, after them (VSIM cannot return them before 8.0.3), or not at all. */
  readonly attributes: "alongside" | "afterwards" | "none";
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What a search depends on besides the query. */
export interface SearchedPlace {
  /** Whether the server's VSIM can return attributes. */
  readonly canReturnAttributes: boolean;
  /** The collection's schema. */
  readonly schema: AttributesSchema<Attributes> | undefined;
  /** Whether a search without a filter takes further steps, too. */
  readonly widens: boolean;
}

/** @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_FILTER`. */
export function prepareSearch(
  given: SearchQuery,
  key: string,
  shape: VectorShape,
  { canReturnAttributes, schema, widens }: SearchedPlace,
): PreparedSearch {
  if (typeof given !== "object" || given === null) {
    throw new OctavecError("INVALID_ARGUMENT", "search: expected an object with a vector or an id.");
  }
  const query = checkSearchTuning(given, OWN_FIELDS);
  const { limit = DEFAULT_LIMIT, includeAttributes = true, precision } = query;
  const exhaustive = query.exhaustive === true || precision === "exact";
  const checked = query.filter === undefined ? undefined : checkFilter(query.filter, attributeKinds(schema));
  const { expression, isExact } = checked === undefined ? UNFILTERED : compileFilter(checked);
  const residual = isExact ? undefined : checked;
  const count = residual === undefined || expression !== undefined ? limit : limit * UNFILTERED_PER_HIT;
  const ef = Math.max(query.ef ?? defaultEf(limit), count);
  const readsAttributes = includeAttributes || residual !== undefined;
  const attributes = !readsAttributes ? "none" : canReturnAttributes ? "alongside" : "afterwards";
  const vector = targetVector(query, shape);
  const vsim: VsimOptions = {
    key,
    query:
      vector === undefined
        ? { element: checkId(query.id, "search: id") }
        : { vector: encodeFloat32Blob(vector) },
    count,
    withAttributes: attributes === "alongside",
    ef: ef === SERVER_DEFAULT_EF ? undefined : ef,
    truth: exhaustive,
    filter: expression,
    filterEf: expression === undefined ? undefined : (query.filterEf ?? filterEfFor(limit)),
  };
  return {
    command: encodeVsim(vsim),
    vsim,
    vector,
    limit,
    precision,
    minSimilarity: query.minSimilarity,
    work: { kind: exhaustive ? "exhaustive" : expression === undefined ? "graph" : "filtered", ef },
    threading: query.threading,
    residual,
    drops: residual !== undefined,
    widens: widens || checked !== undefined,
    showsAttributes: includeAttributes,
    attributes,
    timeoutMs: query.timeoutMs,
    signal: query.signal,
  };
}

/** The EF of a search that names none. */
export function defaultEf(limit: number): number {
  return Math.max(SERVER_DEFAULT_EF, limit * EF_PER_HIT);
}

/** Graph nodes that the first step of a filtered search may expand. */
export function filterEfFor(limit: number): number {
  return Math.max(MIN_FILTER_EF, limit * 100);
}

/** @returns undefined if the query is a stored element. */
function targetVector({ vector, id }: SearchQuery, shape: VectorShape): Float32Array | undefined {
  if ((vector === undefined) === (id === undefined)) {
    throw new OctavecError("INVALID_ARGUMENT", "search: expected exactly one of vector, id and examples.");
  }
  return vector === undefined ? undefined : prepareVector(vector, shape, "search: vector");
}

/** The parts of a collection that a search needs. */
export interface SearchedSet {
  readonly executor: Executor;
  /** Decides whether the server searches on its main thread. */
  readonly threading: SearchThreading;
  readonly size: SetSize;
  readonly expiry: Expiry;
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
  /** `attributes` after decoding, if the client has checked them. */
  decoded?: Attributes | undefined;
};

/**
 * Reads the attributes that did not come with the hits. If an element is replaced in between, its attributes are newer than its
 * score.
 */
export async function fetchAttributes(
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

/** @param cosine - Default: the server's similarity. */
export function toHit<A extends Attributes>(
  { element, score, attributes, decoded }: Found,
  { showsAttributes }: PreparedSearch,
  cosine = 2 * score - 1,
): SearchHit<A> {
  // The float32 sum for two equal vectors can be a little above 1.
  const similarity = Math.min(1, Math.max(-1, cosine));
  if (!showsAttributes || attributes === undefined) return { id: element, similarity, score };
  const fields = decoded ?? storedAttributes(attributes);
  if (fields === undefined) return { id: element, similarity, score };
  // The attributes were checked with the schema when they were written. Checking each hit again would cost more than the search.
  return { id: element, similarity, score, attributes: fields as A };
}
