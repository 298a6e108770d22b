import type { FieldMapping, SourceDescription } from "../source/source.js";
import type { IndexField } from "./index-schema.js";
import type { SourceLayout } from "./source-layout.js";

const METRICS = { COSINE: "cosine", IP: "dot", L2: "l2" } as const;

/** How each field is stored, except the vector field that is migrated. */
export function fieldMappings({ fields, vectorField }: SourceLayout): FieldMapping[] {
  return fields.filter((field) => field !== vectorField).map(fieldMapping);
}

function fieldMapping(field: IndexField): FieldMapping {
  const base = { field: field.name, sourceType: field.type };
  switch (field.type) {
    case "TAG": {
      const separated =
        field.separator === "" ? "" : `tags separated by ${JSON.stringify(field.separator)} become a list`;
      const cased = field.caseSensitive ? "" : "the index ignores case, filters of octavec do not";
      const note = [separated, cased].filter((part) => part !== "").join("; ");
      return { ...base, kept: "attribute", ...(note !== "" && { note }) };
    }
    case "NUMERIC":
      return { ...base, kept: "attribute" };
    case "TEXT":
      return { ...base, kept: "attribute", note: "stored as text; octavec has no full-text search" };
    case "GEO":
      return {
        ...base,
        kept: "attribute",
        note: 'stored as the text "lon,lat"; octavec has no geographic filters',
      };
    case "VECTOR":
      return { ...base, kept: "dropped", note: "an element has only one vector" };
    default:
      return { ...base, kept: "extra" };
  }
}

export function metricOf({ vectorField }: SourceLayout): SourceDescription["metric"] {
  const { metric } = vectorField.vector;
  return metric === undefined ? "none" : METRICS[metric];
}

export function indexWarnings(
  layout: SourceLayout,
  aliases: readonly string[],
  isClusterNode: boolean,
): string[] {
  const { schema, vectorField, type } = layout;
  const { metric, type: stated } = vectorField.vector;
  return [
    ...(metric === "IP" || metric === "L2"
      ? [
          `The index ranks by ${metric}, but vector sets rank by cosine. The order differs unless all vectors have the same length.`,
        ]
      : []),
    ...(stated === undefined
      ? [
          `The server (RediSearch before 2.10) does not report the vector's type, dimension and metric. Vectors are read as ${type}, and the dimension is that of the first document.`,
        ]
      : []),
    ...(schema.filter === undefined
      ? []
      : [
          "The index has a FILTER. Keys are found by SCAN and the index's prefixes, so documents that the FILTER excludes are migrated too.",
        ]),
    ...(schema.failures === 0
      ? []
      : [
          `${schema.failures} documents could not be indexed. They are read nevertheless and may be rejected.`,
        ]),
    ...(schema.indexing ? ["The index is still being built: the count will grow."] : []),
    ...(aliases.length === 0
      ? []
      : [
          `Aliases of the index are not migrated: ${aliases.map((name) => JSON.stringify(name)).join(", ")}.`,
        ]),
    ...(isClusterNode
      ? ["The server is a node of a cluster, and only the keys of this node are read. Migrate each primary."]
      : []),
  ];
}
