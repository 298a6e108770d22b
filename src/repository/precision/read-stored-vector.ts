import { decodeResidual } from "../../../quantization/index.js";
import {
  decodeVembRaw,
  decodeVgetattr,
  dequantize,
  encodeVembRaw,
  encodeVgetattr,
  type RawEmbedding,
} from "../../commands/index.js";
import type { Command, Reply, SendOptions, Transaction } from "../../executor.js";
import { replyOf } from "../../reply.js";
import { withoutExpired } from "../expiry/expiry.js";
import type { Calibrations } from "./calibrations.js";
import type { CodedCollection } from "./coded-collection.js";
import { type CodedElement, pair } from "./fetch-codes.js";
import { decodeInt8 } from "./int8-code.js";
import { type StoredInt8, unpackCode } from "./stored-code.js";

/** An element with its vector in the best precision that the collection stores. */
export interface StoredVector {
  readonly vector: Float32Array;
  /** JSON text as it is stored, with the instant of expiry. */
  readonly attributes: string | undefined;
}

type ReadCollection = Pick<CodedCollection, "executor" | "keys" | "layout" | "calibrations" | "expiry">;

/**
 * Reads one element. One round trip, and one transaction, so that vector, attributes and code belong together.
 *
 * @returns undefined if the element is absent or has expired.
 */
export async function readStoredVector(
  collection: ReadCollection,
  id: string,
  dimension: number,
  options: SendOptions,
): Promise<StoredVector | undefined> {
  const [stored] = await readStoredVectors(collection, [id], dimension, options);
  return stored;
}

/** Elements per transaction, so that it takes the server a fraction of a millisecond. */
const CHUNK_SIZE = 64;
/** A code that is rewritten all the time is no reason to read for ever. */
const MAX_ATTEMPTS = 3;

/** The same for many elements, in the order of the ids. A replica may answer, unless `options` say otherwise. */
export async function readStoredVectors(
  collection: ReadCollection,
  ids: readonly string[],
  dimension: number,
  options: SendOptions,
  attempt = 1,
): Promise<(StoredVector | undefined)[]> {
  const { executor, keys, layout, calibrations, expiry } = collection;
  const withCodes = layout.precision !== "native";
  const readsOf = (id: string): Command[] => {
    const plain = [encodeVembRaw(keys.vectors, id), encodeVgetattr(keys.vectors, id)];
    return withCodes ? [...plain, ["HGET", keys.codes, id]] : plain;
  };
  const steps: Transaction[] = [];
  for (let start = 0; start < ids.length; start += CHUNK_SIZE)
    steps.push({ transaction: ids.slice(start, start + CHUNK_SIZE).flatMap(readsOf) });
  const results = await executor.pipeline(steps, { readOnly: true, ...options, binary: true });
  const replies = results.flatMap((result): readonly Reply[] => {
    const reply = replyOf(result, options.signal);
    return Array.isArray(reply) ? reply : [];
  });
  const width = withCodes ? 3 : 2;
  const elements = ids.map((_, index) => {
    const [embedding = null, attributes = null, value] = replies.slice(width * index, width * (index + 1));
    const raw = decodeVembRaw(embedding);
    if (raw === undefined) return undefined;
    const stored = Buffer.isBuffer(value) ? unpackCode(value, dimension) : undefined;
    const code = pair(stored, raw, layout.rotation);
    return { raw, code, attributes: decodeVgetattr(attributes) };
  });
  const codes = elements.flatMap((element) => (element?.code.kind === "int8" ? [element.code] : []));
  const names = codes.map(({ calibration }) => calibration);
  await calibrations.load(names, options);
  // The calibration of a code that was rewritten since it was read may be gone.
  const isOutdated = names.some((name) => calibrations.find(name) === undefined);
  if (isOutdated && attempt < MAX_ATTEMPTS)
    return readStoredVectors(collection, ids, dimension, options, attempt + 1);
  const live = new Set(await withoutExpired(expiry, elements, (element) => element?.attributes, options));
  return elements.map((element) => {
    if (element === undefined || !live.has(element)) return undefined;
    const { raw, code, attributes } = element;
    return { vector: vectorOf(raw, code, collection, dimension), attributes };
  });
}

/** The vector in the best precision that is stored, with the rotation undone. */
function vectorOf(
  raw: RawEmbedding,
  element: CodedElement,
  { layout: { rotation }, calibrations }: ReadCollection,
  dimension: number,
): Float32Array {
  if (element.kind === "float32") return element.vector;
  const placed =
    element.kind === "residual"
      ? decodeResidual(element.code, element.residual)
      : (element.kind === "int8" && decoded(element, raw, calibrations)) || dequantize(raw, dimension);
  return rotation?.invert(placed) ?? placed;
}

/** Undefined without the calibration. */
function decoded(
  code: StoredInt8,
  { norm }: RawEmbedding,
  calibrations: Calibrations,
): Float32Array | undefined {
  const calibration = calibrations.find(code.calibration);
  return calibration && decodeInt8(code, calibration).map((component) => component * norm);
}
