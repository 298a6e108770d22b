import { decodeResidual, encodeQ8 } from "../../../quantization/index.js";
import {
  decodeVembRaw,
  decodeVgetattr,
  dequantize,
  encodeVembRaw,
  encodeVgetattr,
  type RawEmbedding,
} from "../../commands/index.js";
import type { Executor, Reply, SendOptions } from "../../executor.js";
import type { CollectionKeys } from "../collection-keys.js";
import { replyOf } from "../step-reply.js";
import type { CollectionLayout } from "./collection-layout.js";
import { pair, q8Of } from "./fetch-codes.js";
import { fingerprintOf, type StoredCode, unpackCode } from "./stored-code.js";

/** An element as it is stored, its vector as near to what was handed over as the collection keeps it. */
export interface StoredVector {
  readonly vector: Float32Array;
  /** JSON text. */
  readonly attributes: string | undefined;
}

/**
 * One round trip. With codes, vector, code and attributes are read in one transaction, so they are of the same age.
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
  const send = { ...options, readOnly: true, binary: true };
  const plain = [encodeVembRaw(keys.vectors, id), encodeVgetattr(keys.vectors, id)];
  let replies: readonly Reply[];
  if (layout.precision === "native") {
    const results = await executor.pipeline(plain, send);
    replies = results.map((result) => replyOf(result, options.signal));
  } else {
    const commands = [...plain, ["HGET", keys.codes, id]];
    const [result] = await executor.pipeline([{ transaction: commands }], send);
    const reply = replyOf(result, options.signal);
    replies = Array.isArray(reply) ? reply : [];
  }
  const raw = decodeVembRaw(replies[0] ?? null);
  if (raw === undefined) return undefined;
  const code = Buffer.isBuffer(replies[2]) ? unpackCode(replies[2], dimension) : undefined;
  return {
    vector: vectorOf(raw, code, layout, dimension),
    attributes: decodeVgetattr(replies[1] ?? null),
  };
}

/** The best that is kept of a vector, in the space that it was handed over in. */
function vectorOf(
  raw: RawEmbedding,
  code: StoredCode | undefined,
  { rotation }: CollectionLayout,
  dimension: number,
): Float32Array {
  if (code?.kind === "float32") {
    const q8 = encodeQ8(rotation?.apply(code.vector) ?? code.vector);
    const stored = q8Of(raw);
    // Otherwise another program has replaced the vector in the set since.
    if (
      stored !== undefined &&
      fingerprintOf(q8.codes, q8.range) === fingerprintOf(stored.codes, stored.range)
    )
      return code.vector;
  }
  const element = pair(code, raw);
  const placed =
    element.kind === "residual" ? decodeResidual(element.code, element.residual) : dequantize(raw, dimension);
  return rotation?.invert(placed) ?? placed;
}
