import type { FieldMapping, SourceDescription } from "../source/source.js";
import type { IndexField } from "./index-schema.js";
import type { SourceLayout } from "./source-layout.js";

const METRICS = { COSINE: "cosine", IP: "dot", L2: "l2" } as const;

/** What each field becomes; the vector that is carried is not among them. */
export function fieldMappings({ fields, vectorField }: SourceLayout): FieldMapping[] {
  return fields.filter((field) => field !== vectorField).map(fieldMapping);
}

function fieldMapping(field: IndexField): FieldMapping {
  const base = { field: field.name, sourceType: field.type };
  switch (field.type) {
    case "TAG": {
      const parted =
        field.separator === "" ? "" : `several, parted at ${JSON.stringify(field.separator)}, become a list`;
      const cased = field.caseSensitive ? "" : "the index ignores case, filters here do not";
      const note = [parted, cased].filter((part) => part !== "").join("; ");
      return { ...base, kept: "attribute", ...(note !== "" && { note }) };
    }
    case "NUMERIC":
      return { ...base, kept: "attribute" };
    case "TEXT":
      return { ...base, kept: "attribute", note: "kept as text; there is no full-text search in a filter" };
    case "GEO":
      return {
        ...base,
        kept: "attribute",
        note: 'kept as the text "lon,lat"; there are no geographic filters',
      };
    case "VECTOR":
      return { ...base, kept: "dropped", note: "another vector: an element has one" };
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
  const untold = "The server does not tell the vector's type, dimension and metric (RediSearch before 2.10)";
  return [
    ...(metric === "IP" || metric === "L2"
      ? [
          `The index ranks by ${metric}, vector sets by cosine: the order differs unless all vectors have the same length.`,
        ]
      : []),
    ...(stated === undefined
      ? [`${untold}: they are read as ${type}, and the dimension is the first document's.`]
      : []),
    ...(schema.filter === undefined
      ? []
      : [
          "The index has a FILTER. Keys are found by SCAN and the index's prefixes, so documents that the FILTER leaves out are carried too.",
        ]),
    ...(schema.failures === 0
      ? []
      : [
          `${schema.failures} documents could not be indexed; they are read all the same and may be rejected.`,
        ]),
    ...(schema.indexing ? ["The index is still being built: the count will grow."] : []),
    ...(aliases.length === 0
      ? []
      : [
          `Aliases point to the index and are not carried: ${aliases.map((name) => JSON.stringify(name)).join(", ")}.`,
        ]),
    ...(isClusterNode
      ? [
          "The server is a node of a cluster: only the keys of this node are read. Repeat it for each primary.",
        ]
      : []),
  ];
}
