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
import type { CollectionKeys } from "../collection-keys.js";
import { replyOf } from "../step-reply.js";
import type { CollectionLayout } from "./collection-layout.js";
import { pair } from "./fetch-codes.js";
import { type StoredCode, unpackCode } from "./stored-code.js";

/** An element as it is stored, its vector as near to what was handed over as the collection keeps it. */
export interface StoredVector {
  readonly vector: Float32Array;
  /** JSON text. */
  readonly attributes: string | undefined;
}

/**
 * One round trip. With codes, vector, code and attributes are read in one transaction, so they are of the same age.
 *
 * @returns undefined when the element is absent.
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

/** The same for many elements, in the order of the ids. */
export async function readStoredVectors(
  executor: Executor,
  keys: CollectionKeys,
  ids: readonly string[],
  layout: CollectionLayout,
  dimension: number,
  options: SendOptions,
): Promise<(StoredVector | undefined)[]> {
  const withCodes = layout.precision !== "native";
  const steps = ids.flatMap((id): (Command | Transaction)[] => {
    const plain = [encodeVembRaw(keys.vectors, id), encodeVgetattr(keys.vectors, id)];
    return withCodes ? [{ transaction: [...plain, ["HGET", keys.codes, id]] }] : plain;
  });
  const results = await executor.pipeline(steps, { ...options, readOnly: true, binary: true });
  const replies = results.map((result) => replyOf(result, options.signal));
  return ids.map((_, index) => {
    const own = withCodes ? replies[index] : replies.slice(2 * index, 2 * index + 2);
    const [embedding = null, attributes = null, value]: readonly Reply[] = Array.isArray(own) ? own : [];
    const raw = decodeVembRaw(embedding);
    if (raw === undefined) return undefined;
    const code = Buffer.isBuffer(value) ? unpackCode(value, dimension) : undefined;
    return { vector: vectorOf(raw, code, layout, dimension), attributes: decodeVgetattr(attributes) };
  });
}

/** The best that is kept of a vector, in the space that it was handed over in. */
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
