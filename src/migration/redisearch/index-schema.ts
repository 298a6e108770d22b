import { OctavecError } from "../../errors/index.js";
import type { Reply } from "../../executor.js";
import type { VectorComponentType } from "../../options/index.js";

/** A field of an index, as FT.INFO describes it. */
export interface IndexField {
  /** The name used in queries: that after `AS`, or the path. */
  readonly name: string;
  /** The hash field, or the JSON path. */
  readonly path: string;
  /** `TEXT`, `TAG`, `NUMERIC`, `GEO`, `GEOSHAPE` or `VECTOR`. */
  readonly type: string;
  /** Separator of a TAG field; empty if it has none, such as a JSON field without `SEPARATOR`. */
  readonly separator: string;
  readonly caseSensitive: boolean;
  /** Parameters of a VECTOR field; empty for servers that do not report them (RediSearch before 2.10). */
  readonly vector: {
    readonly type?: VectorComponentType;
    readonly dimension?: number;
    readonly metric?: "COSINE" | "IP" | "L2";
  };
}

export interface IndexSchema {
  /** The name of the index, even if the caller used an alias. */
  readonly name: string;
  readonly keyType: "HASH" | "JSON";
  /** Keys that begin with one of these are indexed. `""` stands for every key. */
  readonly prefixes: readonly string[];
  /** The `FILTER` expression of the index. */
  readonly filter: string | undefined;
  readonly fields: readonly IndexField[];
  /** Documents in the index. */
  readonly count: number;
  /** Documents that could not be indexed. */
  readonly failures: number;
  /** Whether the index is still being built. */
  readonly indexing: boolean;
}

/** Words in the description of a field that are not followed by a value. */
const FLAGS: ReadonlySet<string> = new Set([
  "CASESENSITIVE",
  "SORTABLE",
  "UNF",
  "NOSTEM",
  "NOINDEX",
  "WITHSUFFIXTRIE",
  "INDEXEMPTY",
  "INDEXMISSING",
]);

const TYPES: ReadonlySet<string> = new Set(["FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64", "INT8", "UINT8"]);

/**
 * Reads a reply of FT.INFO (https://redis.io/docs/latest/commands/ft.info/). With RESP2, flags stand among the pairs of a flat
 * array. With RESP3, maps arrive as flat arrays too, and the flags are a list.
 *
 * @throws OctavecError `UNEXPECTED_REPLY` if the reply does not describe an index.
 */
export function readIndexInfo(reply: Reply): IndexSchema {
  const info = pairs(reply);
  const definition = pairs(info.get("index_definition") ?? []);
  const keyType = text(definition.get("key_type")) || "HASH";
  const attributes = info.get("attributes") ?? info.get("fields");
  if (!Array.isArray(attributes) || (keyType !== "HASH" && keyType !== "JSON")) {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      "FT.INFO: expected the description of an index over hashes or JSON.",
    );
  }
  const prefixes = definition.get("prefixes");
  const filter = definition.get("filter");
  return {
    name: text(info.get("index_name")),
    keyType,
    // For an index without PREFIX, servers report [""]. Very old ones report ["*"].
    prefixes: Array.isArray(prefixes) ? prefixes.map((prefix) => text(prefix).replace(/^\*$/, "")) : [""],
    filter: filter === undefined ? undefined : text(filter),
    fields: attributes.map(readField),
    count: number(info.get("num_docs")),
    failures: number(info.get("hash_indexing_failures")),
    indexing: number(info.get("indexing")) !== 0,
  };
}

function readField(reply: Reply): IndexField {
  const words = new Map<string, Reply>();
  const flags = new Set<string>();
  const items = Array.isArray(reply) ? reply : [];
  for (let at = 0; at < items.length; at++) {
    const word = text(items[at]);
    if (FLAGS.has(word)) {
      flags.add(word);
      continue;
    }
    at += 1;
    const value = items[at] ?? null;
    if (word === "flags" && Array.isArray(value)) for (const flag of value) flags.add(text(flag));
    else words.set(word, value);
  }
  const path = text(words.get("identifier"));
  return {
    path,
    name: words.has("attribute") ? text(words.get("attribute")) : path,
    type: text(words.get("type")).toUpperCase(),
    separator: text(words.get("SEPARATOR")),
    caseSensitive: flags.has("CASESENSITIVE"),
    vector: readVector(words),
  };
}

function readVector(words: ReadonlyMap<string, Reply>): IndexField["vector"] {
  const type = text(words.get("data_type")).toUpperCase();
  const dimension = number(words.get("dim"));
  const metric = text(words.get("distance_metric")).toUpperCase();
  return {
    ...(isType(type) && { type }),
    ...(dimension > 0 && { dimension }),
    ...((metric === "COSINE" || metric === "IP" || metric === "L2") && { metric }),
  };
}

function isType(word: string): word is VectorComponentType {
  return TYPES.has(word);
}

/** Reads names and values in turn. If a name occurs twice, its first value counts. */
function pairs(reply: Reply): Map<string, Reply> {
  const found = new Map<string, Reply>();
  if (!Array.isArray(reply)) return found;
  for (let at = 0; at + 1 < reply.length; at += 2) {
    const name = text(reply[at]);
    if (!found.has(name)) found.set(name, reply[at + 1]!);
  }
  return found;
}

function text(reply: Reply | undefined): string {
  if (reply === undefined || reply === null || Array.isArray(reply)) return "";
  return Buffer.isBuffer(reply) ? reply.toString("utf8") : String(reply);
}

function number(reply: Reply | undefined): number {
  const value = Number(text(reply));
  return Number.isFinite(value) ? value : 0;
}
