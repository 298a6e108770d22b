import type {
  CreateIndexParams,
  UpdateVectorParams,
  UpsertVectorParams,
  VectorFilter,
} from "@mastra/core/vector";
import type { Filter } from "../../commands/index.js";
import { OctavecError, requireKnownFields } from "../../errors/index.js";
import { filterOf } from "./filter/filter.js";

/** The fields of each call's argument. */
const FIELDS = {
  // Mastra's memory names fields to index. With octavec every field can be in a filter, so there is nothing to do.
  createIndex: ["indexName", "dimension", "metric", "metadataIndexes"],
  describeIndex: ["indexName"],
  deleteIndex: ["indexName"],
  upsert: ["indexName", "vectors", "metadata", "ids", "deleteFilter"],
  query: ["indexName", "queryVector", "topK", "filter", "includeVector"],
  updateVector: ["indexName", "id", "filter", "update"],
  deleteVector: ["indexName", "id"],
  deleteVectors: ["indexName", "ids", "filter"],
} as const;

/** The most hits of a search. */
const MAX_TOP_K = 10_000;

/** @throws OctavecError `INVALID_ARGUMENT` for an unknown field, such as sparse vectors, and without `indexName`. */
export function checkFields(call: keyof typeof FIELDS, params: { readonly indexName: string }): void {
  requireKnownFields(params, { what: call, fields: FIELDS[call] });
  if (typeof params.indexName !== "string") throw invalid(`${call}: indexName: expected a text`);
}

export function checkCreateIndex(params: CreateIndexParams): void {
  checkFields("createIndex", params);
  const { metric = "cosine" } = params;
  if (metric === "cosine") return;
  throw invalid(
    `createIndex: metric: expected "cosine", got ${JSON.stringify(metric)}. Vector Sets of Redis have no other. ` +
      "For vectors of length 1, which most models give, it orders as the others do; leave metric out",
  );
}

export function checkTopK(topK: number): number {
  if (Number.isInteger(topK) && topK >= 1 && topK <= MAX_TOP_K) return topK;
  throw invalid(`query: topK: expected an integer from 1 to ${MAX_TOP_K}, got ${JSON.stringify(topK)}`);
}

/** Lists that are as long as that of the vectors. */
export function checkUpsert(params: UpsertVectorParams<VectorFilter>): void {
  checkFields("upsert", params);
  const { vectors, metadata, ids } = params;
  if (!Array.isArray(vectors) || vectors.length === 0) {
    throw invalid("upsert: vectors: expected a list with at least one vector");
  }
  for (const [name, list] of Object.entries({ metadata, ids })) {
    // An empty list of metadata is none, as in Mastra's own check.
    const isNone = list === undefined || list === null || (name === "metadata" && list.length === 0);
    if (isNone || (Array.isArray(list) && list.length === vectors.length)) continue;
    const got = Array.isArray(list) ? `a list of ${list.length}` : `a ${typeof list}`;
    throw invalid(`upsert: ${name}: expected a list of ${vectors.length}, one for each vector, got ${got}`);
  }
}

/** What a change is made of: a vector, metadata, or both. */
export function checkUpdate(params: UpdateVectorParams<VectorFilter>): void {
  checkFields("updateVector", params);
  requireKnownFields(params.update, { what: "updateVector: update", fields: ["vector", "metadata"] });
  if (params.update.vector === undefined && params.update.metadata === undefined) {
    throw invalid("updateVector: update: expected a vector, metadata or both");
  }
}

/**
 * The one of the two ways to say which vectors are meant that the caller took, with the filter in octavec's form. An empty filter or
 * list is refused, because it is more likely a slip than meant for everything.
 *
 * @param own - The name of the other way, `id` or `ids`, and its value.
 */
export function targetOf<T>(
  call: string,
  own: readonly [name: "id" | "ids", value: T | undefined],
  filter: VectorFilter,
): { readonly ids: T } | { readonly filter: Filter } {
  const [name, ids] = own;
  const hasFilter = filter !== undefined && filter !== null;
  const names = name === "ids" ? "filter or ids" : "id or filter";
  if (ids === undefined && !hasFilter) throw invalid(`${call}: Either ${names} must be provided`);
  if (ids !== undefined && hasFilter)
    throw invalid(`${call}: ${names}: they are mutually exclusive, give one of them`);
  if (ids === undefined) return { filter: requireFilter(call, filter) };
  if (Array.isArray(ids) && ids.length === 0)
    throw invalid(`${call}: ids: empty ids array; expected at least one id`);
  return { ids };
}

/** @throws OctavecError `INVALID_ARGUMENT` for a filter that holds for every record. */
export function requireFilter(call: string, filter: VectorFilter): Filter {
  const given = filterOf(filter);
  if (given !== undefined) return given;
  throw invalid(
    `${call}: an empty filter would change every vector; to remove all of them, call deleteIndex`,
  );
}

export function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `${problem}.`);
}
