import { decodeVismember, encodeVgetattr, encodeVismember } from "../commands/index.js";
import type { SendOptions, Transaction } from "../executor.js";
import { readList, replyOf } from "../reply.js";
import { withoutExpired } from "./expiry/expiry.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { readStoredVectors } from "./precision/read-stored-vector.js";

/** An element as it was read in one step. */
export interface ReadElement {
  readonly id: string;
  /** The stored attributes, byte for byte; empty if there are none. */
  readonly stored: Buffer;
  readonly vector?: Float32Array;
}

/** Elements per transaction, so that it takes the server a fraction of a millisecond. */
const CHUNK_SIZE = 64;

/**
 * Reads elements in one round trip, in the order of the ids. Absent and expired ones are left out.
 *
 * Reads from the primary, because a replica that lags behind lacks the newest elements.
 */
export async function readElements(
  collection: CodedCollection,
  ids: readonly string[],
  { dimension, includeVectors }: { readonly dimension: number; readonly includeVectors: boolean },
  options: SendOptions,
): Promise<readonly ReadElement[]> {
  const { executor, keys, expiry } = collection;
  const onPrimary = { ...options, readOnly: false, idempotent: true };
  if (includeVectors) {
    const found = await readStoredVectors(collection, ids, dimension, onPrimary);
    return found.flatMap((element, place) =>
      element === undefined
        ? []
        : [{ id: ids[place]!, stored: Buffer.from(element.attributes ?? ""), vector: element.vector }],
    );
  }
  const steps: Transaction[] = [];
  for (let start = 0; start < ids.length; start += CHUNK_SIZE) {
    const chunk = ids.slice(start, start + CHUNK_SIZE);
    steps.push({
      transaction: chunk.flatMap((id) => [
        encodeVismember(keys.vectors, id),
        encodeVgetattr(keys.vectors, id),
      ]),
    });
  }
  const results = await executor.pipeline(steps, { ...onPrimary, binary: true });
  const replies = results.flatMap((result) => readList("EXEC", replyOf(result, options.signal)));
  const elements = ids.flatMap((id, place) => {
    const [exists = null, text = null] = replies.slice(2 * place, 2 * place + 2);
    return decodeVismember(exists)
      ? [{ id, stored: Buffer.isBuffer(text) ? text : Buffer.from(String(text ?? "")) }]
      : [];
  });
  return withoutExpired(expiry, elements, ({ stored }) => stored, onPrimary);
}
