import { OctavecError } from "../../errors/index.js";
import type { Command, Reply } from "../../executor.js";
import { prepareVector } from "../../repository/index.js";
import { asObject } from "../source/split-fields.js";
import { jsonFieldValue, type TagStyle } from "./field-values.js";
import { isEmptyObject, simplePath, withoutPlaces } from "./json-path.js";
import type { ReadDocument } from "./read-hash.js";
import type { SourceLayout } from "./source-layout.js";

const WHOLE = "$";

/** Requests the whole document, and the values at each path of the index, because only the server implements JSONPath. */
export function encodeJsonGet(key: Buffer, layout: SourceLayout): Command {
  // The vector's path is always included, because the reply to a single path has another shape.
  const paths = new Set([WHOLE, layout.vectorField.path, ...layout.fields.map(({ path }) => path)]);
  return ["JSON.GET", key, ...paths];
}

/**
 * Reads the document in a reply of `JSON.GET key $ path …`, which is JSON text of an object with a list of values for each
 * path. The vectors and the values that became attributes are removed from the document. The rest goes to `extra`.
 *
 * @returns null if the key does not exist.
 * @throws OctavecError with the code and reason of a reject.
 */
export function readJson(reply: Reply, layout: SourceLayout, tags: TagStyle): ReadDocument | null {
  if (reply === null) return null;
  const found = asObject(parse(String(reply)));
  const valuesAt = (path: string): readonly unknown[] => {
    const list = found[path];
    return Array.isArray(list) ? list : [];
  };
  const vector = readVector(valuesAt(layout.vectorField.path), layout);
  const attributes: [string, unknown][] = [];
  const carried = layout.vectorPaths.map(simplePath);
  for (const field of layout.fields) {
    if (field.type === "VECTOR") continue;
    const value = jsonFieldValue(field, valuesAt(field.path), tags);
    if (value === undefined) continue;
    attributes.push([field.name, value]);
    // The attribute leaves out null, so a list with null also stays in the document.
    if (!valuesAt(field.path).flat().includes(null)) carried.push(simplePath(field.path));
  }
  const places = carried.filter((place) => place !== undefined);
  const rest = withoutPlaces(valuesAt(WHOLE)[0], places);
  return {
    vector,
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
    ...(rest !== undefined && !isEmptyObject(rest) && { extra: JSON.stringify(rest) }),
  };
}

function readVector(found: readonly unknown[], { vectorField, dimension }: SourceLayout): Float32Array {
  const [vector, ...more] = found;
  const path = JSON.stringify(vectorField.path);
  if (vector === undefined || vector === null) {
    throw new OctavecError("INVALID_VECTOR", `The document has nothing at ${path}.`);
  }
  if (more.length > 0 || (Array.isArray(vector) && Array.isArray(vector[0]))) {
    throw new OctavecError("INVALID_VECTOR", `The document has several vectors at ${path}; expected one.`);
  }
  return prepareVector(vector, { dimension });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OctavecError("INVALID_ATTRIBUTES", "The document is not valid JSON.", { cause });
  }
}
