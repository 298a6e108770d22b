import type { Command, Executor, Reply } from "../../executor.js";
import type { OperationOptions } from "../../options/index.js";
import { listOf, readInteger, replyOf } from "../../reply.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import { EXPIRES_FIELD, type Expiry } from "./expiry.js";

/** The reply to a command that counts all elements, and how many of these have expired. One step, usually in one round trip. */
export async function withExpiredCount(
  {
    executor,
    keys,
    expiry,
  }: { readonly executor: Executor; readonly keys: CollectionKeys; readonly expiry: Expiry },
  command: Command,
  wait: OperationOptions,
): Promise<{ readonly reply: Reply; readonly expired: number }> {
  const { isUsed } = expiry;
  if (isUsed) await expiry.prepare(wait);
  const second: Command = isUsed
    ? ["ZCOUNT", keys.expiry, "-inf", String(Math.floor(expiry.nowMs()))]
    : ["HGET", keys.meta, EXPIRES_FIELD];
  const [result] = await executor.pipeline([{ transaction: [command, second] }], { ...wait, readOnly: true });
  const [reply = null, answer = null] = listOf(replyOf(result, wait.signal));
  if (isUsed) return { reply, expired: readInteger("ZCOUNT", answer) };
  if (answer === null) return { reply, expired: 0 };
  expiry.notice();
  return withExpiredCount({ executor, keys, expiry }, command, wait);
}
