import type { Reply } from "../../src/executor.js";

/** A field of an index, as one would give it to FT.CREATE. */
export interface FtField {
  path: string;
  as?: string;
  type: "TAG" | "TEXT" | "NUMERIC" | "GEO" | "GEOSHAPE" | "VECTOR";
  separator?: string;
  flags?: string[];
  vector?: { type: string; dimension: number; metric: string };
}

export interface FtIndex {
  name: string;
  keyType: "HASH" | "JSON";
  prefixes?: string[];
  filter?: string;
  fields: FtField[];
  count?: number;
  failures?: number;
  indexing?: number;
}

/**
 * What FT.INFO answers, in the order and the forms of the published source of RediSearch: in RESP2 numbers are text and flags
 * stand loose after a field's pairs; in RESP3 numbers are numbers and flags are a list. Both come as flat arrays at the port.
 */
export function ftInfoReply(index: FtIndex, protocol: 2 | 3): Reply {
  const figure = (value: number): Reply => (protocol === 2 ? String(value) : value);
  return [
    ["index_name", index.name],
    ["index_options", []],
    [
      "index_definition",
      [
        ...["key_type", index.keyType],
        "prefixes",
        index.prefixes ?? [""],
        ...(index.filter === undefined ? [] : ["filter", index.filter]),
        "default_score",
        figure(1),
        ...["indexes_all", "false"],
      ],
    ],
    ["attributes", index.fields.map((field) => fieldReply(field, index.keyType, protocol))],
    ["num_docs", index.count ?? 0],
    ["max_doc_id", index.count ?? 0],
    ["num_terms", 0],
    ["inverted_sz_mb", figure(0.5)],
    ["hash_indexing_failures", index.failures ?? 0],
    ["total_indexing_time", figure(1.25)],
    ["indexing", index.indexing ?? 0],
    ["percent_indexed", figure(1)],
    ["gc_stats", ["bytes_collected", figure(0)]],
    ["dialect_stats", ["dialect_1", 0, "dialect_2", 1]],
    ["Index Errors", ["indexing failures", 0, "last indexing error", "N/A"]],
    ["field statistics", []],
  ].flat(1) as readonly Reply[];
}

function fieldReply(field: FtField, keyType: "HASH" | "JSON", protocol: 2 | 3): Reply {
  const pairs: Reply[] = ["identifier", field.path, "attribute", field.as ?? field.path, "type", field.type];
  if (field.type === "TEXT") pairs.push("WEIGHT", protocol === 2 ? "1" : 1);
  if (field.type === "TAG") pairs.push("SEPARATOR", field.separator ?? (keyType === "HASH" ? "," : ""));
  if (field.vector !== undefined) {
    const { type, dimension, metric } = field.vector;
    pairs.push("algorithm", "HNSW", "data_type", type, "dim", dimension, "distance_metric", metric);
    pairs.push("M", 16, "ef_construction", 200);
  }
  const flags = field.flags ?? [];
  return protocol === 2 ? [...pairs, ...flags] : [...pairs, "flags", flags];
}

/** What FT.SEARCH answers with `RETURN 1 name`. */
export function ftSearchReply(
  rows: readonly { key: string; name: string; value: string }[],
  protocol: 2 | 3,
): Reply {
  if (protocol === 2) return [rows.length, ...rows.flatMap(({ key, name, value }) => [key, [name, value]])];
  const results = rows.map(({ key, name, value }) => [
    "id",
    key,
    "extra_attributes",
    [name, value],
    "values",
    [],
  ]);
  return [
    ...["attributes", []],
    ...["warning", []],
    ...["total_results", rows.length],
    ...["format", "STRING"],
    ...["results", results],
  ];
}
