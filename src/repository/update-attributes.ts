import {
  type Attributes,
  checkUpdateAttributesOptions,
  type UpdateAttributesOptions,
} from "../options/index.js";
import { attributeChanges, changeUntilSettled, writeConflict } from "./change-until-settled.js";
import { checkId } from "./elements/check-id.js";
import { judged } from "./matching-pages.js";
import type { OpenCollection } from "./open-collection.js";
import type { AttributesPatch, AttributesUpdate } from "./patch-attributes.js";
import { readElements } from "./read-elements.js";

const call = "updateAttributes";

/** @returns whether the element exists. */
export async function updateAttributes<A extends Attributes>(
  opened: OpenCollection,
  id: string,
  patch: AttributesPatch<A> | AttributesUpdate<A>,
  options: UpdateAttributesOptions,
): Promise<boolean> {
  const { mode, ...wait } = checkUpdateAttributesOptions(options);
  checkId(id);
  const changes = attributeChanges(call, patch, mode, opened.options);
  if (!opened.meta.checked) await opened.meta.beforeRead(wait);
  const reads = { dimension: opened.options.dimension, includeVectors: false };
  const elements = await readElements(opened.coded, [id], reads, wait);
  const { done, left, unsettled } = await changeUntilSettled(opened, elements.map(judged), changes, wait);
  if (unsettled > 0) throw writeConflict(call, { unsettled });
  return done + left > 0;
}
