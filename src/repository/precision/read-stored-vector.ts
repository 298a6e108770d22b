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
import type { CodedCollection } from "./coded-collection.js";
import type { CollectionLayout } from "./collection-layout.js";
import { pair } from "./fetch-codes.js";
import { type StoredCode, unpackCode } from "./stored-code.js";

/** An element with its vector in the best precision that the collection stores. */
export interface StoredVector {
  readonly vector: Float32Array;
  /** JSON text as it is stored, with the instant of expiry. */
  readonly attributes: string | undefined;
}

type ReadCollection = Pick<CodedCollection, "executor" | "keys" | "layout" | "expiry">;

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

/** The same for many elements, in the order of the ids. A replica may answer, unless `options` say otherwise. */
export async function readStoredVectors(
  { executor, keys, layout, expiry }: ReadCollection,
  ids: readonly string[],
  dimension: number,
  options: SendOptions,
): Promise<(StoredVector | undefined)[]> {
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
    const code = Buffer.isBuffer(value) ? unpackCode(value, dimension) : undefined;
    return { vector: vectorOf(raw, code, layout, dimension), attributes: decodeVgetattr(attributes) };
  });
  const live = new Set(await withoutExpired(expiry, elements, (element) => element?.attributes, options));
  return elements.map((element) => (live.has(element) ? element : undefined));
}

/** The vector in the best precision that is stored, with the rotation undone. */
function vectorOf(
  raw: RawEmbedding,
  code: StoredCode | undefined,
  { rotation }: CollectionLayout,
  dimension: number,
): Float32Array {
  const element = pair(code, raw, rotation);
  if (element.kind === "float32") return element.vector;
  const placed =
    element.kind === "residual" ? decodeResidual(element.code, element.residual) : dequantize(raw, dimension);
  return rotation?.invert(placed) ?? placed;
}
