import { type KnownFields, requireKnownFields } from "../errors/index.js";

const RECORD: KnownFields = {
  what: "record",
  fields: ["id", "vector", "attributes"],
  // What other vector databases call these fields.
  otherNames: new Map([
    ...["_id", "key", "element", "pointid"].map((name) => [name, "id"] as const),
    ...["embedding", "embeddings", "values", "vec"].map((name) => [name, "vector"] as const),
    ...["metadata", "meta", "payload", "properties", "fields", "attrs"].map(
      (name) => [name, "attributes"] as const,
    ),
  ]),
  advice: "Known are id, vector and attributes; what else belongs to a record goes into its attributes.",
};

/** The fields of a record as a caller gave it, each read once. @throws OctavecError `INVALID_ARGUMENT` for unknown fields. */
export function fieldsOf(record: unknown): { id?: unknown; vector?: unknown; attributes?: unknown } {
  requireKnownFields(record, RECORD);
  const { id, vector, attributes }: { id?: unknown; vector?: unknown; attributes?: unknown } = record;
  return { id, vector, attributes };
}
