import { encodeAttributes, encodeFloat32Blob, encodeVadd } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Command } from "../executor.js";
import type { Attributes, AttributesSchema, ResolvedRepositoryOptions } from "../options/index.js";
import { checkId } from "./check-id.js";
import { prepareVector, type VectorInput } from "./prepare-vector.js";

/** One element as callers hand it over. */
export interface VectorRecord<A extends Attributes = Attributes> {
  /** Any well-formed text up to 65,536 bytes, also the empty one. */
  id: string;
  /** Copied on acceptance. */
  vector: VectorInput;
  /** Replaces the attributes that were there; left out, the element has none. */
  attributes?: A | undefined;
}

/** A record that was checked and encoded: sending it cannot fail for a reason of its own. */
export interface PreparedRecord {
  readonly id: string;
  /** What `vadd` carries; its blob is a view of this memory. */
  readonly vector: Float32Array;
  readonly vadd: Command;
  /** What it adds to a batch. */
  readonly sizeBytes: number;
}

/** Fixed bytes of a VADD beside id, vector and attributes, roughly: protocol, key, options. */
const COMMAND_OVERHEAD_BYTES = 128;

/**
 * Checks a record and encodes its commands.
 *
 * @param codeSizeBytes - What a code beside the set adds to the write.
 * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_ATTRIBUTES`.
 */
export function prepareRecord(
  record: unknown,
  key: string,
  options: ResolvedRepositoryOptions,
  codeSizeBytes = 0,
): PreparedRecord {
  if (typeof record !== "object" || record === null) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `record: expected { id, vector, attributes? }, got ${record === null ? "null" : typeof record}.`,
    );
  }
  const {
    id: givenId,
    vector: givenVector,
    attributes,
  } = record as Partial<Record<keyof VectorRecord, unknown>>;
  const id = checkId(givenId);
  const vector = prepareVector(givenVector, options);
  const blob = encodeFloat32Blob(vector);
  const json = attributes === undefined ? undefined : checkedAttributes(attributes, options);
  const vadd = encodeVadd({
    key,
    element: id,
    vector: blob,
    quantization: options.quantization,
    m: options.m === DEFAULT_M ? undefined : options.m,
    efConstruction: options.efConstruction === DEFAULT_EF_CONSTRUCTION ? undefined : options.efConstruction,
    attributes: json,
  });
  return {
    id,
    vector,
    vadd,
    sizeBytes:
      COMMAND_OVERHEAD_BYTES +
      blob.length +
      codeSizeBytes +
      Buffer.byteLength(id) +
      Buffer.byteLength(json ?? ""),
  };
}

/** The same record with another vector of the same dimension. */
export function withVector(record: PreparedRecord, vector: Float32Array): PreparedRecord {
  const blob = encodeFloat32Blob(vector);
  return { ...record, vector, vadd: record.vadd.map((word, place) => (place === BLOB_PLACE ? blob : word)) };
}

/** Of the blob in `VADD key FP32 blob …`. */
const BLOB_PLACE = 3;

/** The server's own defaults: naming them again would only add bytes. */
const DEFAULT_M = 16;
const DEFAULT_EF_CONSTRUCTION = 200;

/**
 * The JSON text of attributes that passed the collection's schema. What the schema makes of them (defaults,
 * transformations) is what is stored.
 *
 * @throws OctavecError `INVALID_ATTRIBUTES`, naming paths and reasons, never values.
 */
export function checkedAttributes(attributes: unknown, options: ResolvedRepositoryOptions): string {
  if (options.attributes === undefined) return encodeAttributes(requireObject(attributes));
  const parsed = parseWith(options.attributes, attributes);
  if (parsed.success) return encodeAttributes(parsed.data);
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "attributes"}: ${message}`,
  );
  throw new OctavecError(
    "INVALID_ATTRIBUTES",
    `The attributes do not fit the collection's schema: ${problems.join("; ")}.`,
    { details: { paths: parsed.error.issues.map(({ path }) => path.join(".")) } },
  );
}

/** A schema may fail to answer at all, for example one with asynchronous parts. */
function parseWith(schema: AttributesSchema<Attributes>, attributes: unknown) {
  try {
    return schema.safeParse(attributes);
  } catch (cause) {
    throw new OctavecError(
      "INVALID_ATTRIBUTES",
      "The collection's schema threw an error (see cause) instead of an answer; it must check synchronously.",
      { cause },
    );
  }
}

function requireObject(attributes: unknown): object {
  if (typeof attributes === "object" && attributes !== null) return attributes;
  throw new OctavecError(
    "INVALID_ATTRIBUTES",
    `attributes: expected an object, got ${attributes === null ? "null" : typeof attributes}.`,
  );
}
