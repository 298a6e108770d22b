import { decodeVsetattr, encodeVsetattr } from "../commands/index.js";
import type { OperationOptions } from "../options/index.js";
import { listOf, reasonOf } from "../reply.js";
import { checkedAttributes, defaultAttributes } from "./checked-attributes.js";
import { EMPTY_RECORD_TEXT } from "./collection-record.js";
import { checkId } from "./elements/check-id.js";
import type { OpenCollection } from "./open-collection.js";
import { wordsIn } from "./prepared-record.js";
import { explainForbiddenScript } from "./requires-scripts.js";
import { SET_ATTRIBUTES } from "./set-attributes.lua.js";
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
  const command = encodeVsetattr({ key: keys.vectors, element, attributes: json });
  return decodeVsetattr(await executor.send(command, { ...wait, idempotent: true }));
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
  const reply = await SET_ATTRIBUTES.call(executor, call, { ...wait, idempotent: true }).catch(
    (error: unknown) => {
      throw reasonOf(explainForbiddenScript("setAttributes", error), wait.signal);
    },
  );
  const refusal = listOf(reply);
  if (refusal.length === 0) return decodeVsetattr(reply);
  onOutdated();
  throw refusalOf(refusal, keys.vectors, record || EMPTY_RECORD_TEXT);
}
