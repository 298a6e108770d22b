import { decodeVgetattr, decodeVismember, encodeVgetattr, encodeVismember } from "../commands/index.js";
import type { OperationOptions } from "../options/index.js";
import { listOf, replyOf } from "../reply.js";
import { withoutExpired } from "./expiry/expiry.js";
import type { OpenCollection } from "./open-collection.js";

/** Whether an element exists and has not expired. One round trip. */
export async function hasElement(
  { executor, keys, expiry }: OpenCollection,
  id: string,
  wait: OperationOptions,
): Promise<boolean> {
  const transaction = [encodeVismember(keys.vectors, id), encodeVgetattr(keys.vectors, id)];
  const [result] = await executor.pipeline([{ transaction }], { ...wait, readOnly: true });
  const [exists = null, attributes = null] = listOf(replyOf(result, wait.signal));
  if (!decodeVismember(exists)) return false;
  const live = await withoutExpired(expiry, [decodeVgetattr(attributes)], (stored) => stored, wait);
  return live.length > 0;
}
