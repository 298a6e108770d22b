import {
  type Attributes,
  checkUpdateAttributesOptions,
  type UpdateAttributesOptions,
} from "../options/index.js";
import { changeUntilSettled, writeConflict } from "./change-until-settled.js";
import { checkId } from "./elements/check-id.js";
import { judged } from "./matching-pages.js";
import type { OpenCollection } from "./open-collection.js";
import { type AttributesPatch, type AttributesUpdate, patcherOf } from "./patch-attributes.js";
import { readElements } from "./read-elements.js";
import { SET_UNCHANGED } from "./unchanged-elements.lua.js";

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
  const attributesOf = patcherOf(call, patch, mode, opened.options);
  if (!opened.meta.checked) await opened.meta.beforeRead(wait);
  const reads = { dimension: opened.options.dimension, includeVectors: false };
  const elements = await readElements(opened.coded, [id], reads, wait);
  const { done, left, unsettled } = await changeUntilSettled(
    opened,
    elements.map(judged),
    {
      decide: (element) => {
        const attributes = attributesOf(element);
        return attributes === undefined ? undefined : { id, stored: element.stored, attributes };
      },
      // A function may count, so it must not be applied again after a lost reply.
      method: { call, script: SET_UNCHANGED, idempotent: typeof patch !== "function" },
    },
    wait,
  );
  if (unsettled > 0) throw writeConflict(call, { unsettled });
  return done + left > 0;
}
