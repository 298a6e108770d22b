import type { Executor } from "../../executor.js";
import type { CollectionKeys } from "../collection-keys.js";
import type { SearchedSet } from "../search.js";
import type { CollectionLayout } from "./collection-layout.js";
import type { PrecisionMonitor } from "./precision-monitor.js";

/** A collection as it was opened, and how it is kept. */
export interface CodedCollection extends SearchedSet {
  readonly executor: Executor;
  readonly keys: CollectionKeys;
  readonly layout: CollectionLayout;
  /** Its record as it was read (see `recordText`), which a write asks the server to compare; empty before there is one. */
  readonly record: string;
  /** Called when a write was refused because the collection is another one by now. */
  readonly onOutdated: () => void;
  readonly monitor: PrecisionMonitor;
}

/** The member of `bounds` that says how large a range any coded element has, so how far any score may be off. */
export const RANGE_BOUND = "range";
