import { isUtf8 } from "node:buffer";
import { OctavecError } from "../../errors/index.js";
import type { Reply } from "../../executor.js";
import type { Attributes } from "../../options/index.js";
import { prepareVector } from "../../repository/index.js";
import { decodeVectorBlob } from "../source/vector-blob.js";
import { hashFieldValue, type TagStyle } from "./field-values.js";
import type { SourceLayout } from "./source-layout.js";

/** One document without its id. */
export interface ReadDocument {
  readonly vector: Float32Array;
  readonly attributes?: Attributes;
  readonly extra?: string;
}

/**
 * Reads the document in a binary reply of HGETALL. Fields of the index become attributes with their names in queries. Values
 * that attributes cannot hold, and text fields outside the index, go to `extra` with the names of the hash fields. Fields
 * outside the index that are not text, such as a second vector, are left out.
 *
 * @returns null if the key does not exist.
 * @throws OctavecError with the code and reason of a reject.
 */
export function readHash(reply: Reply, layout: SourceLayout, tags: TagStyle): ReadDocument | null {
  const fields = fieldsOf(reply);
  if (fields.size === 0) return null;
  const { vectorField, type, dimension } = layout;
  const blob = fields.get(vectorField.path);
  if (blob === undefined) {
    throw new OctavecError("INVALID_VECTOR", `The hash has no field ${JSON.stringify(vectorField.path)}.`);
  }
  const vector = prepareVector(decodeVectorBlob(type, blob, dimension), { dimension });
  const attributes: [string, unknown][] = [];
  const carried = new Set<string>(layout.vectorPaths);
  for (const field of layout.fields) {
    const bytes = fields.get(field.path);
    if (bytes === undefined || field.type === "VECTOR") continue;
    if (!isUtf8(bytes)) {
      throw new OctavecError(
        "INVALID_ATTRIBUTES",
        `The field ${JSON.stringify(field.path)} (${field.type}) is not valid UTF-8.`,
      );
    }
    const value = hashFieldValue(field, bytes.toString("utf8"), tags);
    if (value === undefined) continue;
    attributes.push([field.name, value]);
    carried.add(field.path);
  }
  const rest = [...fields].filter(([name, bytes]) => !carried.has(name) && isUtf8(bytes));
  return {
    vector,
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
    ...(rest.length > 0 && {
      extra: JSON.stringify(Object.fromEntries(rest.map(([name, bytes]) => [name, bytes.toString("utf8")]))),
    }),
  };
}

function fieldsOf(reply: Reply): Map<string, Buffer> {
  const fields = new Map<string, Buffer>();
  if (!Array.isArray(reply)) return fields;
  for (let at = 0; at + 1 < reply.length; at += 2) {
    const value = reply[at + 1];
    fields.set(String(reply[at]), Buffer.isBuffer(value) ? value : Buffer.from(String(value), "utf8"));
  }
  return fields;
}
