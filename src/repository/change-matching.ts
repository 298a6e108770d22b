import { checkFilter, type Filter } from "../commands/index.js";
import {
  type Attributes,
  attributeKinds,
  checkDeleteWhereOptions,
  checkUpdateWhereOptions,
  type DeleteWhereOptions,
  type UpdateWhereOptions,
} from "../options/index.js";
import type { ChangeMethod, ElementChange } from "./change-elements.js";
import { changeUntilSettled, writeConflict } from "./change-until-settled.js";
import { doesMatch, type JudgedElement, matchingPages } from "./matching-pages.js";
import type { OpenCollection } from "./open-collection.js";
import { type AttributesPatch, type AttributesUpdate, patcherOf } from "./patch-attributes.js";
import { DELETE_UNCHANGED, SET_UNCHANGED } from "./unchanged-elements.lua.js";

/** What `deleteWhere` did. */
export interface DeleteReport {
  /** Records that matched when they were read. */
  readonly matched: number;
  /** Those that this call deleted. */
  readonly deleted: number;
}

/** What `updateWhere` did. */
export interface UpdateReport {
  /** Records that matched when they were read. */
  readonly matched: number;
  /** Those that this call changed. The others had these attributes before, were deleted, or match no more. */
  readonly updated: number;
}

const DEFAULT_BATCH_SIZE = 250;

export async function deleteMatching(
  opened: OpenCollection,
  filter: Filter,
  options: DeleteWhereOptions,
): Promise<DeleteReport> {
  const { matched, changed } = await changeMatching(
    opened,
    filter,
    {
      method: { call: "deleteWhere", script: DELETE_UNCHANGED, idempotent: true },
      changeOf: ({ id, stored }) => ({ id, stored }),
      onDone: (deleted) => opened.size.changeBy(-deleted),
    },
    checkDeleteWhereOptions(options),
  );
  return { matched, deleted: changed };
}

export async function updateMatching<A extends Attributes>(
  opened: OpenCollection,
  filter: Filter,
  patch: AttributesPatch<A> | AttributesUpdate<A>,
  options: UpdateWhereOptions,
): Promise<UpdateReport> {
  const { mode, ...checked } = checkUpdateWhereOptions(options);
  const call = "updateWhere";
  const attributesOf = patcherOf(call, patch, mode, opened.options);
  const { matched, changed } = await changeMatching(
    opened,
    filter,
    {
      // A function may count, so it must not be applied again after a lost reply.
      method: { call, script: SET_UNCHANGED, idempotent: typeof patch !== "function" },
      changeOf: (element) => {
        const attributes = attributesOf(element);
        return attributes === undefined ? undefined : { id: element.id, stored: element.stored, attributes };
      },
    },
    checked,
  );
  return { matched, updated: changed };
}

interface Change {
  readonly method: ChangeMethod;
  /** The change of an element that matches; undefined to leave it. */
  readonly changeOf: (element: JudgedElement) => ElementChange | undefined;
  /** Called with the number of elements that were changed. */
  readonly onDone?: (count: number) => void;
}

/** Changes the matching records page by page. Each record is judged again if others have changed it since it was read. */
async function changeMatching(
  opened: OpenCollection,
  filter: Filter,
  { method, changeOf, onDone }: Change,
  { batchSize = DEFAULT_BATCH_SIZE, signal, onProgress }: DeleteWhereOptions,
): Promise<{ matched: number; changed: number }> {
  const checked = checkFilter(filter, attributeKinds(opened.options.attributes));
  const decide = (element: JudgedElement) =>
    doesMatch(checked, element.attributes) ? changeOf(element) : undefined;
  let [read, matched, changed, unsettled] = [0, 0, 0, 0];
  const listing = { filter: checked, batchSize, includeVectors: false, signal };
  for await (const page of matchingPages(opened, listing)) {
    const settled = await changeUntilSettled(opened, page.matching, { decide, method }, { signal });
    onDone?.(settled.done);
    read += page.read;
    matched += page.matching.length;
    changed += settled.done;
    unsettled += settled.unsettled;
    onProgress?.({ read, matched, changed });
    signal?.throwIfAborted();
  }
  if (unsettled > 0) throw writeConflict(method.call, { matched, changed, unsettled });
  return { matched, changed };
}
