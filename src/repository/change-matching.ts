import type { Filter } from "../commands/index.js";
import {
  type Attributes,
  checkDeleteWhereOptions,
  checkUpdateWhereOptions,
  type DeleteWhereOptions,
  type UpdateWhereOptions,
} from "../options/index.js";
import { attributeChanges, type Changes, changeUntilSettled, writeConflict } from "./change-until-settled.js";
import { doesMatch, filterOf, type JudgedElement, matchingPages } from "./matching-pages.js";
import type { OpenCollection } from "./open-collection.js";
import type { AttributesPatch, AttributesUpdate } from "./patch-attributes.js";
import { DELETE_UNCHANGED } from "./unchanged-elements.lua.js";

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
      decide: ({ id, stored }) => ({ id, stored }),
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
  const changes = attributeChanges("updateWhere", patch, mode, opened.options);
  const { matched, changed } = await changeMatching(opened, filter, changes, checked);
  return { matched, updated: changed };
}

/** What is done to the elements that match. */
interface Change extends Changes {
  /** Called with the number of elements that were changed. */
  readonly onDone?: (count: number) => void;
}

/** Changes the matching records page by page. Each record is judged again if others have changed it since it was read. */
async function changeMatching(
  opened: OpenCollection,
  filter: Filter,
  { method, decide, onDone }: Change,
  { batchSize, signal, onProgress }: DeleteWhereOptions,
): Promise<{ matched: number; changed: number }> {
  const checked = filterOf(opened, filter);
  const decideAnew = (element: JudgedElement) =>
    doesMatch(checked, element.attributes) ? decide(element) : undefined;
  let [read, matched, changed, unsettled] = [0, 0, 0, 0];
  const listing = { filter: checked, batchSize, includeVectors: false, signal };
  for await (const page of matchingPages(opened, listing)) {
    const settled = await changeUntilSettled(
      opened,
      page.matching,
      { decide: decideAnew, method },
      { signal },
    );
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
