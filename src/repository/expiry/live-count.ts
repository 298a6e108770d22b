import type { Command, Executor, Reply } from "../../executor.js";
import type { OperationOptions } from "../../options/index.js";
import { listOf, readInteger, replyOf } from "../../reply.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import { EXPIRES_FIELD, type Expiry } from "./expiry.js";

/** The parts of a collection that a count needs. */
interface CountedCollection {
  readonly executor: Executor;
  readonly keys: CollectionKeys;
  readonly expiry: Expiry;
}

/** The reply to a command that counts all elements, and how many of these have expired. Usually one round trip. */
export async function withExpiredCount(
  { executor, keys, expiry }: CountedCollection,
  command: Command,
  wait: OperationOptions,
): Promise<{ readonly reply: Reply; readonly expired: number }> {
  const options = { ...wait, readOnly: true };
  if (!expiry.isUsed) {
    // The record is read last: whoever writes an element with an instant marks the record in the same step.
    const [counted, mark] = await executor.pipeline([command, ["HGET", keys.meta, EXPIRES_FIELD]], options);
    const reply = replyOf(counted, wait.signal);
    if (replyOf(mark, wait.signal) === null) return { reply, expired: 0 };
    expiry.notice();
  }
  await expiry.prepare(wait);
  const until = String(Math.floor(expiry.nowMs()));
  const transaction = [command, ["ZCOUNT", keys.expiry, "-inf", until]];
  const [result] = await executor.pipeline([{ transaction }], options);
  const [reply = null, expired] = listOf(replyOf(result, wait.signal));
  return { reply, expired: readInteger("ZCOUNT", expired) };
}
