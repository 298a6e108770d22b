import { decodeResidual } from "../../../quantization/index.js";
import {
  decodeVembRaw,
  decodeVgetattr,
  dequantize,
  encodeVembRaw,
  encodeVgetattr,
  type RawEmbedding,
} from "../../commands/index.js";
import type { Command, Executor, Reply, SendOptions, Transaction } from "../../executor.js";
import { replyOf } from "../../reply.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import type { CollectionLayout } from "./collection-layout.js";
import { pair } from "./fetch-codes.js";
import { type StoredCode, unpackCode } from "./stored-code.js";

/** An element with its vector in the best precision that the collection stores. */
export interface StoredVector {
  readonly vector: Float32Array;
  /** JSON text. */
  readonly attributes: string | undefined;
}

/**
 * Reads one element. One round trip, and one transaction, so that vector, attributes and code belong together.
 *
 * @returns undefined if the element is absent.
 */
export async function readStoredVector(
  executor: Executor,
  keys: CollectionKeys,
  id: string,
  layout: CollectionLayout,
  dimension: number,
  options: SendOptions,
): Promise<StoredVector | undefined> {
  const [stored] = await readStoredVectors(executor, keys, [id], layout, dimension, options);
  return stored;
}

/** Elements per transaction, so that it takes the server a fraction of a millisecond. */
const CHUNK_SIZE = 64;

/** The same for many elements, in the order of the ids. A replica may answer, unless `options` say otherwise. */
export async function readStoredVectors(
  executor: Executor,
  keys: CollectionKeys,
  ids: readonly string[],
  layout: CollectionLayout,
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
  return ids.map((_, index) => {
    const [embedding = null, attributes = null, value] = replies.slice(width * index, width * (index + 1));
    const raw = decodeVembRaw(embedding);
    if (raw === undefined) return undefined;
    const code = Buffer.isBuffer(value) ? unpackCode(value, dimension) : undefined;
    return { vector: vectorOf(raw, code, layout, dimension), attributes: decodeVgetattr(attributes) };
  });
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
