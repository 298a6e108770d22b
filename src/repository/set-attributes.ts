import { decodeVgetattr, decodeVsetattr, encodeVgetattr, encodeVsetattr } from "../commands/index.js";
import type { OperationOptions } from "../options/index.js";
import { listOf, replyOf } from "../reply.js";
import { scriptOrCommands } from "../script.js";
import { checkedAttributes, defaultAttributes } from "./checked-attributes.js";
import { checkId } from "./elements/check-id.js";
import { withoutExpired } from "./expiry/expiry.js";
import { SET_ATTRIBUTES } from "./expiry/set-attributes.lua.js";
import { instantOf, withInstant } from "./expiry/stored-instant.js";
import type { OpenCollection } from "./open-collection.js";

/** @returns whether the element exists. */
export async function setAttributes(
  opened: OpenCollection,
  id: string,
  attributes: object | null,
  wait: OperationOptions,
): Promise<boolean> {
  const { executor, keys, options } = opened;
  // An empty text removes the attributes of an existing element.
  const json =
    attributes === null ? (defaultAttributes(options) ?? "") : checkedAttributes(attributes, options);
  const element = checkId(id);
  return scriptOrCommands(
    executor,
    async () => {
      const send = { ...wait, idempotent: true };
      return decodeVsetattr(await SET_ATTRIBUTES.run(executor, keys.vectors, [element, json], send));
    },
    () => setByCommands(opened, element, json, wait),
  );
}

/**
 * For a user who may not run scripts. An element that expires gets its instant back in a second step, and is as if it never expired
 * in between. What others write to it in between is overwritten.
 */
async function setByCommands(
  { executor, keys, expiry }: OpenCollection,
  element: string,
  json: string,
  wait: OperationOptions,
): Promise<boolean> {
  const send = { ...wait, idempotent: true };
  const set = (attributes: string) => encodeVsetattr({ key: keys.vectors, element, attributes });
  const [result] = await executor.pipeline(
    [{ transaction: [encodeVgetattr(keys.vectors, element), set(json)] }],
    send,
  );
  const [before = null, done = null] = listOf(replyOf(result, wait.signal));
  const stored = decodeVgetattr(before);
  const instantMs = instantOf(stored);
  if (instantMs === undefined) return decodeVsetattr(done);
  const isThere = decodeVsetattr(await executor.send(set(withInstant(json, instantMs)), send));
  return isThere && (await withoutExpired(expiry, [stored], (text) => text, wait)).length > 0;
}
