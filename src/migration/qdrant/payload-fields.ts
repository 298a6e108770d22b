import type { FieldMapping } from "../source/source.js";
import { asObject } from "../source/split-fields.js";

/** What becomes of a field of Qdrant's payload schema; undefined for a type this version does not know. */
const BY_TYPE: Readonly<Record<string, Omit<FieldMapping, "field" | "sourceType">>> = {
  keyword: { kept: "attribute" },
  integer: { kept: "attribute" },
  float: { kept: "attribute" },
  bool: { kept: "attribute" },
  uuid: { kept: "attribute" },
  datetime: { kept: "attribute", note: "kept as text, which has no order in a filter" },
  text: { kept: "attribute", note: "kept as text; there is no full-text search in a filter" },
  geo: { kept: "extra", note: "an object of lon and lat; there are no geographic filters" },
};

/** The indexed payload fields of `GET /collections/{name}`; those without an index only a sample can tell. */
export function payloadFields(info: unknown): FieldMapping[] {
  return Object.entries(asObject(asObject(info).payload_schema)).map(([field, index]) => {
    const sourceType = String(asObject(index).data_type ?? "unknown");
    const mapping = BY_TYPE[sourceType] ?? { kept: "attribute" as const };
    if (!/[.[]/.test(field)) return { field, sourceType, ...mapping };
    return { field, sourceType, kept: "extra", note: "within an object, which is kept whole" };
  });
}
