import type { FieldMapping } from "../source/source.js";
import { asObject } from "../source/split-fields.js";

/** How a field is stored, by its type in Qdrant's payload schema. */
const BY_TYPE: Readonly<Record<string, Omit<FieldMapping, "field" | "sourceType">>> = {
  keyword: { kept: "attribute" },
  integer: { kept: "attribute" },
  float: { kept: "attribute" },
  bool: { kept: "attribute" },
  uuid: { kept: "attribute" },
  datetime: { kept: "attribute", note: "stored as text, which filters cannot order" },
  text: { kept: "attribute", note: "stored as text; octavec has no full-text search" },
  geo: { kept: "extra", note: "an object of lon and lat; octavec has no geographic filters" },
};

/** The indexed payload fields in the reply of `GET /collections/{name}`. Fields without an index are found only in a sample. */
export function payloadFields(info: unknown): FieldMapping[] {
  return Object.entries(asObject(asObject(info).payload_schema)).map(([field, index]) => {
    const sourceType = String(asObject(index).data_type ?? "unknown");
    const mapping = BY_TYPE[sourceType] ?? { kept: "attribute" as const };
    if (!/[.[]/.test(field)) return { field, sourceType, ...mapping };
    return { field, sourceType, kept: "extra", note: "part of an object, which is stored as a whole" };
  });
}
