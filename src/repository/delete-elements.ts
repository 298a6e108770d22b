import { decodeVrem, encodeVrem } from "../commands/index.js";
import type { OperationOptions } from "../options/index.js";
import { type CodedCollection, deleteCoded } from "./precision/write-coded-records.js";
import { replyOf } from "./step-reply.js";

/** Elements removed in one pipeline. */
const CHUNK = 500;

/** Removes elements, with their codes where there are any. @returns how many were there. */
export async function deleteElements(
  collection: CodedCollection,
  ids: readonly string[],
  options: OperationOptions,
): Promise<number> {
  const { executor, keys, layout } = collection;
  let removed = 0;
  for (let start = 0; start < ids.length; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK);
    const commands = chunk.map((id) => encodeVrem(keys.vectors, id));
    const send = { ...options, idempotent: true };
    const results =
      layout.precision === "native"
        ? await executor.pipeline(commands, send)
        : await deleteCoded(collection, commands, chunk, send);
    for (const result of results) if (decodeVrem(replyOf(result, options.signal))) removed++;
  }
  return removed;
}
