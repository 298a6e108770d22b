import { decodeVgetattr, decodeVsetattr, encodeVgetattr, encodeVsetattr } from "../commands/index.js";
import type { OperationOptions } from "../options/index.js";
import { listOf, reasonOf, replyOf } from "../reply.js";
import { scriptOrCommands } from "../script.js";
import { checkedAttributes, defaultAttributes } from "./checked-attributes.js";
import { EMPTY_RECORD_TEXT } from "./collection-record.js";
import { checkId } from "./elements/check-id.js";
import { withoutExpired } from "./expiry/expiry.js";
import { SET_ATTRIBUTES } from "./expiry/set-attributes.lua.js";
import { instantOf, withInstant } from "./expiry/stored-instant.js";
import type { OpenCollection } from "./open-collection.js";
import { wordsIn } from "./prepared-record.js";
import { explainForbiddenScript } from "./requires-scripts.js";
import { SET_WITH_WORDS } from "./set-with-words.lua.js";
import type { CollectionWords } from "./words/index.js";
import { refusalOf } from "./write-records.js";

/** @returns whether the element exists. */
export async function setAttributes(
  opened: OpenCollection,
  id: string,
  attributes: object | null,
  wait: OperationOptions,
): Promise<boolean> {
  const { executor, keys, options, words } = opened;
  // An empty text removes the attributes of an existing element.
  const json =
    attributes === null ? (defaultAttributes(options) ?? "") : checkedAttributes(attributes, options);
  const element = checkId(id);
  if (words !== undefined) return setWithWords(opened, words, { element, json }, wait);
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

async function setWithWords(
  opened: OpenCollection,
  words: CollectionWords,
  { element, json }: { readonly element: string; readonly json: string },
  wait: OperationOptions,
): Promise<boolean> {
  const { executor, keys, meta } = opened;
  const found = wordsIn(json, words);
  if (!meta.checked) await meta.beforeRead(wait);
  const { record, onOutdated } = opened.coded;
  const call = {
    keys: [keys.vectors, keys.meta, keys.words],
    args: [record || EMPTY_RECORD_TEXT, element, json, words.entryOf(found)],
  };
  const reply = await SET_WITH_WORDS.call(executor, call, { ...wait, idempotent: true }).catch(
    (error: unknown) => {
      throw reasonOf(explainForbiddenScript("setAttributes", error), wait.signal);
    },
  );
  const refusal = listOf(reply);
  if (refusal.length === 0) return decodeVsetattr(reply);
  onOutdated();
  throw refusalOf(refusal, keys.vectors, record || EMPTY_RECORD_TEXT);
}
