import { type CheckedFilter, checkFilter, type Filter, matchesChecked } from "../commands/index.js";
import { type Attributes, attributeKinds } from "../options/index.js";
import { elementIds } from "./element-ids.js";
import { storedAttributes } from "./expiry/stored-instant.js";
import type { OpenCollection } from "./open-collection.js";
import { type ReadElement, readElements } from "./read-elements.js";

export const DEFAULT_BATCH_SIZE = 250;

/** Which records are read, and how. */
export interface Listing {
  /** Undefined for every record. */
  readonly filter: CheckedFilter | undefined;
  readonly after?: string | undefined;
  /** Default 250. */
  readonly batchSize?: number | undefined;
  /** Default false. */
  readonly includeVectors?: boolean | undefined;
  readonly signal: AbortSignal | undefined;
}

/** An element with its attributes decoded. */
export interface JudgedElement extends ReadElement {
  /** Undefined if there are none, or if another program has stored something that is no JSON object. */
  readonly attributes: Attributes | undefined;
}

export interface MatchingPage {
  readonly matching: readonly JudgedElement[];
  /** Records of the page, whether they match or not. */
  readonly read: number;
}

/** The matching records of a collection in the order of the bytes of their ids, page by page. An absent collection has none. */
export async function* matchingPages(
  opened: OpenCollection,
  { filter, after, batchSize = DEFAULT_BATCH_SIZE, includeVectors = false, signal }: Listing,
): AsyncGenerator<MatchingPage> {
  const { executor, keys, options } = opened;
  if (!opened.meta.checked) await opened.meta.beforeRead({ signal });
  for await (const { ids } of elementIds({ executor }, keys.vectors, {
    after,
    pageSize: batchSize,
    signal,
  })) {
    if (ids.length === 0) continue;
    const reads = { dimension: options.dimension, includeVectors };
    const elements = await readElements(opened.coded, ids, reads, { signal });
    const matching = elements.map(judged).filter(({ attributes }) => doesMatch(filter, attributes));
    yield { matching, read: elements.length };
  }
}

/** A filter, checked with the collection's schema. @throws OctavecError `INVALID_FILTER`. */
export function filterOf({ options }: OpenCollection, filter: Filter): CheckedFilter {
  return checkFilter(filter, attributeKinds(options.attributes));
}

export function judged(element: ReadElement): JudgedElement {
  const { stored } = element;
  return { ...element, attributes: storedAttributes(stored.toString()) };
}

export function doesMatch(filter: CheckedFilter | undefined, attributes: Attributes | undefined): boolean {
  return filter === undefined || matchesChecked(filter, attributes);
}
