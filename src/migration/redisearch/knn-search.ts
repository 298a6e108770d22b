import { OctavecError } from "../../errors/index.js";
import type { Command, Reply } from "../../executor.js";
import { encodeVectorBlob } from "../source/vector-blob.js";
import type { SourceLayout } from "./source-layout.js";

/** A name that no field is likely to have. */
const SCORE = "__octavec_score";

/**
 * FT.SEARCH for the nearest documents by the index's metric, among those that match `filter` (a query of RediSearch).
 * https://redis.io/docs/latest/develop/ai/search-and-query/vectors/#knn-vector-search
 */
export function encodeKnnSearch(
  { schema, vectorField, type }: SourceLayout,
  vector: Float32Array,
  limit: number,
  filter: string,
): Command {
  const pre = filter.trim() === "" || filter.trim() === "*" ? "*" : `(${filter})`;
  return [
    "FT.SEARCH",
    schema.name,
    `${pre}=>[KNN ${limit} @${escapeName(vectorField.name)} $octavec_vector AS ${SCORE}]`,
    "PARAMS",
    "2",
    "octavec_vector",
    encodeVectorBlob(type, vector),
    "SORTBY",
    SCORE,
    "RETURN",
    "1",
    SCORE,
    "LIMIT",
    "0",
    String(limit),
    "DIALECT",
    "2",
  ];
}

/** Reads keys and distances, nearest first, from a reply in RESP2 (`[total, key, fields, …]`) or RESP3 (a map with `results`). */
export function readKnnReply(reply: Reply): { key: string; distance: number }[] {
  if (!Array.isArray(reply)) throw unknownReply();
  const rows =
    typeof reply[0] === "number" || typeof reply[0] === "bigint" ? flatRows(reply) : mapRows(reply);
  return rows.map(([key, fields]) => {
    const distance = Number(fieldIn(fields, SCORE));
    if (Number.isNaN(distance)) throw unknownReply();
    return { key: String(key), distance };
  });
}

function flatRows(reply: readonly Reply[]): [Reply, Reply][] {
  const rows: [Reply, Reply][] = [];
  for (let at = 1; at + 1 < reply.length; at += 2) rows.push([reply[at]!, reply[at + 1]!]);
  return rows;
}

function mapRows(reply: readonly Reply[]): [Reply, Reply][] {
  const results = fieldIn(reply, "results");
  if (!Array.isArray(results)) throw unknownReply();
  return results.map((result) => [fieldIn(result, "id") ?? "", fieldIn(result, "extra_attributes") ?? []]);
}

/** @param pairs - Names and values in turn. */
function fieldIn(pairs: Reply, name: string): Reply | undefined {
  if (!Array.isArray(pairs)) return undefined;
  for (let at = 0; at + 1 < pairs.length; at += 2) if (String(pairs[at]) === name) return pairs[at + 1];
  return undefined;
}

/** Escapes punctuation, which has a meaning in the query language. */
function escapeName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_]/gu, "\\$&");
}

function unknownReply(): OctavecError {
  return new OctavecError(
    "UNEXPECTED_REPLY",
    "FT.SEARCH: expected a list of documents with their distances.",
  );
}
