import { decodeVsetattr, encodeVsetattr } from "../commands/index.js";
import type { OperationOptions } from "../options/index.js";
import { checkedAttributes, defaultAttributes } from "./checked-attributes.js";
import { checkId } from "./elements/check-id.js";
import type { OpenCollection } from "./open-collection.js";

/** @returns whether the element exists. */
export async function setAttributes(
  { executor, keys, options }: OpenCollection,
  id: string,
  attributes: object | null,
  wait: OperationOptions,
): Promise<boolean> {
  // An empty text removes the attributes of an existing element.
  const json =
    attributes === null ? (defaultAttributes(options) ?? "") : checkedAttributes(attributes, options);
  const command = encodeVsetattr({ key: keys.vectors, element: checkId(id), attributes: json });
  return decodeVsetattr(await executor.send(command, { ...wait, idempotent: true }));
}
