import type { Executor } from "../../executor.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import type { SearchedSet } from "../search/search.js";
import type { CollectionWords } from "../words/index.js";
import type { CollectionLayout } from "./collection-layout.js";
import type { PrecisionMonitor } from "./precision-monitor.js";

/** An opened collection. */
export interface CodedCollection extends SearchedSet {
  readonly executor: Executor;
  readonly keys: CollectionKeys;
  readonly layout: CollectionLayout;
  /** The collection's record as it was read (see `recordText`). A write makes the server compare it. Empty without a record. */
  readonly record: string;
  /** Called when a write was refused because the collection was dropped or created again. */
  readonly onOutdated: () => void;
  readonly monitor: PrecisionMonitor;
  /** Undefined without an index of words. */
  readonly words?: CollectionWords | undefined;
}

/** The member of `bounds` with the largest range of all coded elements, which limits the error of every score. */
export const RANGE_BOUND = "range";
