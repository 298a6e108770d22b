import { decodeAttributes, encodeFloat32Blob, encodeVadd } from "../commands/index.js";
import { reading } from "../errors/index.js";
import type { Command } from "../executor.js";
import type { Attributes, ResolvedRepositoryOptions } from "../options/index.js";
import { checkedAttributes, defaultAttributes } from "./checked-attributes.js";
import { checkId } from "./elements/check-id.js";
import { prepareVector, type VectorInput } from "./elements/prepare-vector.js";
import { type EndOfRecord, endOfRecord } from "./expiry/end-of-record.js";
import type { OpenCollection } from "./open-collection.js";
import { fieldsOf } from "./record-fields.js";
import type { CollectionWords } from "./words/index.js";

/** One record of the caller. */
export interface VectorRecord<A extends Attributes = Attributes> {
  /** Any well-formed text up to 65,536 bytes, even the empty text. */
  id: string;
  /** Copied when the call is made. */
  vector: VectorInput;
  /**
   * Replaces all attributes of an existing element. Without this field the element has no attributes, except those that the
   * collection's schema returns for `{}`. A schema that requires a field refuses such a record.
   */
  attributes?: A | undefined;
  /**
   * Milliseconds after which the record has expired, by the server's clock, 1 to 315,576,000,000 (ten years): no call returns it
   * any more, and it is removed. Null: it never expires. Default: `expiresAtMs`, else the repository's `ttlMs`.
   */
  ttlMs?: number | null | undefined;
  /** The same as an instant, as `get` and `scan` return it: milliseconds since 1970 by the server's clock. Ignored with `ttlMs`. */
  expiresAtMs?: number | undefined;
}

/** A record that was checked and encoded. */
export interface PreparedRecord extends EndOfRecord {
  readonly id: string;
  /** The vector in `vadd`, whose blob is a view of this memory. */
  readonly vector: Float32Array;
  readonly vadd: Command;
  /** Words of its text (see `CollectionWords.wordsOf`). Undefined without an index of words. */
  readonly words?: string | undefined;
  /** Size in a batch, without the code beside the set. */
  readonly sizeBytes: number;
  /** Bytes of the id and the attributes. */
  readonly textBytes: number;
}

/** Approximate bytes of a VADD without id, vector and attributes: protocol, key, options. */
const COMMAND_OVERHEAD_BYTES = 128;

/**
 * Checks a record and encodes its VADD command. Reads each field once and keeps no reference to the caller's objects.
 *
 * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_ATTRIBUTES`.
 */
export function prepareRecord(
  record: unknown,
  { keys, options, words }: Pick<OpenCollection, "keys" | "options" | "words">,
): PreparedRecord {
  const given = reading("record", "INVALID_ARGUMENT", () => fieldsOf(record));
  const id = checkId(given.id);
  const vector = prepareVector(given.vector, options);
  const json =
    given.attributes === undefined
      ? defaultAttributes(options)
      : checkedAttributes(given.attributes, options);
  const found = words === undefined ? undefined : wordsIn(json, words);
  const end = endOfRecord(given, options.ttlMs);
  return { ...encodeRecord(id, vector, json, { key: keys.vectors, options, words: found }), ...end };
}

/** Where a record goes. */
interface PreparedPlace {
  readonly key: string;
  readonly options: ResolvedRepositoryOptions;
  readonly words?: string | undefined;
}

/**
 * Encodes what was checked.
 *
 * @param json - Attributes as JSON text.
 */
export function encodeRecord(
  id: string,
  vector: Float32Array,
  json: string | undefined,
  { key, options, words }: PreparedPlace,
): PreparedRecord {
  const blob = encodeFloat32Blob(vector);
  const vadd = encodeVadd({
    key,
    element: id,
    vector: blob,
    quantization: options.quantization,
    m: options.m === DEFAULT_M ? undefined : options.m,
    efConstruction: options.efConstruction === DEFAULT_EF_CONSTRUCTION ? undefined : options.efConstruction,
    attributes: json,
  });
  const textBytes = Buffer.byteLength(id) + Buffer.byteLength(json ?? "") + Buffer.byteLength(words ?? "");
  return { id, vector, vadd, words, textBytes, sizeBytes: COMMAND_OVERHEAD_BYTES + blob.length + textBytes };
}

/** The words of the text in attributes that are JSON text. */
export function wordsIn(json: string | undefined, words: CollectionWords): string {
  return json === undefined ? "" : words.wordsOf(decodeAttributes(json));
}

/** The same record with another vector of the same dimension. */
export function withVector(record: PreparedRecord, vector: Float32Array): PreparedRecord {
  const blob = encodeFloat32Blob(vector);
  return { ...record, vector, vadd: record.vadd.map((word, place) => (place === BLOB_PLACE ? blob : word)) };
}

/** Position of the blob in `VADD key FP32 blob …`. */
const BLOB_PLACE = 3;

/** The server's own defaults, which need not be sent. */
const DEFAULT_M = 16;
const DEFAULT_EF_CONSTRUCTION = 200;
