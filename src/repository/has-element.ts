import { decodeVgetattr, decodeVismember, encodeVgetattr, encodeVismember } from "../commands/index.js";
import type { OperationOptions } from "../options/index.js";
import { replyOf } from "../reply.js";
import { withoutExpired } from "./expiry/expiry.js";
import type { OpenCollection } from "./open-collection.js";

/** Whether an element exists and has not expired. One round trip. */
export async function hasElement(
  { executor, keys, expiry }: OpenCollection,
  id: string,
  wait: OperationOptions,
): Promise<boolean> {
  const [exists, attributes] = await executor.pipeline(
    [encodeVismember(keys.vectors, id), encodeVgetattr(keys.vectors, id)],
    { ...wait, readOnly: true },
  );
  if (!decodeVismember(replyOf(exists, wait.signal))) return false;
  const stored = decodeVgetattr(replyOf(attributes, wait.signal));
  const live = await withoutExpired(expiry, [stored], (text) => text, wait);
  return live.length > 0;
}
