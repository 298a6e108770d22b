import { OctavecError } from "../../errors/index.js";
import type { Command, Reply } from "../../executor.js";
import { prepareVector } from "../../repository/index.js";
import { asObject } from "../source/split-fields.js";
import { jsonFieldValue, type TagStyle } from "./field-values.js";
import { isEmptyObject, simplePath, withoutPlaces } from "./json-path.js";
import type { ReadDocument } from "./read-hash.js";
import type { SourceLayout } from "./source-layout.js";

const WHOLE = "$";

/** Asks for the whole document and, since only the server knows all of JSONPath, for what each path of the index finds. */
export function encodeJsonGet(key: Buffer, layout: SourceLayout): Command {
  // With a single path the reply has another shape, hence the vector's own even where the index has nothing else.
  const paths = new Set([WHOLE, layout.vectorField.path, ...layout.fields.map(({ path }) => path)]);
  return ["JSON.GET", key, ...paths];
}

/**
 * The document of a reply of `JSON.GET key $ path …`: JSON text of an object with a list of finds for each path. What
 * became attributes, and the vectors, are taken out of the document; what is left goes to `extra`.
 *
 * @returns null when there is no such key (any more).
 * @throws OctavecError with the code and reason of a reject.
 */
export function readJson(reply: Reply, layout: SourceLayout, tags: TagStyle): ReadDocument | null {
  if (reply === null) return null;
  const found = asObject(parse(String(reply)));
  const finds = (path: string): readonly unknown[] => {
    const list = found[path];
    return Array.isArray(list) ? list : [];
  };
  const vector = readVector(finds(layout.vectorField.path), layout);
  const attributes: [string, unknown][] = [];
  const carried = layout.vectorPaths.map(simplePath);
  for (const field of layout.fields) {
    if (field.type === "VECTOR") continue;
    const value = jsonFieldValue(field, finds(field.path), tags);
    if (value === undefined) continue;
    attributes.push([field.name, value]);
    // null among several finds is not in the attribute, so such a list stays in the document too.
    if (!finds(field.path).flat().includes(null)) carried.push(simplePath(field.path));
  }
  const places = carried.filter((place) => place !== undefined);
  const rest = withoutPlaces(finds(WHOLE)[0], places);
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
    throw new OctavecError(
      "INVALID_VECTOR",
      `The document has several vectors at ${path}; one was expected.`,
    );
  }
  return prepareVector(vector, { dimension });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OctavecError("INVALID_ATTRIBUTES", "The document is no JSON.", { cause });
  }
}
