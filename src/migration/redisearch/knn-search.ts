import { OctavecError } from "../../errors/index.js";
import type { Command, Reply } from "../../executor.js";
import { encodeVectorBlob } from "../source/vector-blob.js";
import type { SourceLayout } from "./source-layout.js";

/** A name that no field has. */
const SCORE = "__octavec_score";

/**
 * FT.SEARCH for the nearest documents by the source's own metric, among those that `filter` (the index's query language)
 * lets through. https://redis.io/docs/latest/develop/ai/search-and-query/vectors/#knn-vector-search
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

/** Keys and distances, nearest first: of RESP2 (`[total, key, fields, …]`) or RESP3 (a map with `results`). */
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

/** Of name, value, name, value … */
function fieldIn(pairs: Reply, name: string): Reply | undefined {
  if (!Array.isArray(pairs)) return undefined;
  for (let at = 0; at + 1 < pairs.length; at += 2) if (String(pairs[at]) === name) return pairs[at + 1];
  return undefined;
}

/** Punctuation in a field's name means something to the query language unless a backslash precedes it. */
function escapeName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_]/gu, "\\$&");
}

function unknownReply(): OctavecError {
  return new OctavecError(
    "UNEXPECTED_REPLY",
    "FT.SEARCH answered with something that is no list of documents.",
  );
}
