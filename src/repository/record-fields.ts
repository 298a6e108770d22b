import { type KnownFields, requireKnownFields } from "../errors/index.js";

const RECORD: KnownFields = {
  what: "record",
  fields: ["id", "vector", "attributes", "ttlMs", "expiresAtMs"],
  // Names of these fields in other vector databases.
  otherNames: new Map([
    ...["_id", "key", "element", "pointid"].map((name) => [name, "id"] as const),
    ...["embedding", "embeddings", "values", "vec"].map((name) => [name, "vector"] as const),
    ...["ttl", "expiresin", "expire", "ex", "px"].map((name) => [name, "ttlMs"] as const),
    ...["expiresat", "expireat", "exat", "pxat"].map((name) => [name, "expiresAtMs"] as const),
    ...["metadata", "meta", "payload", "properties", "fields", "attrs"].map(
      (name) => [name, "attributes"] as const,
    ),
  ]),
  advice:
    "A record has id, vector, attributes, ttlMs and expiresAtMs; put all other data into its attributes.",
};

/**
 * Reads each field of a caller's record once.
 *
 * @throws OctavecError `INVALID_ARGUMENT` if it is not an object or has an unknown field, which would be lost silently.
 */
export function fieldsOf(
  record: unknown,
): Partial<Record<"id" | "vector" | "attributes" | "ttlMs" | "expiresAtMs", unknown>> {
  requireKnownFields(record, RECORD);
  const { id, vector, attributes, ttlMs, expiresAtMs } = record as ReturnType<typeof fieldsOf>;
  return { id, vector, attributes, ttlMs, expiresAtMs };
}
