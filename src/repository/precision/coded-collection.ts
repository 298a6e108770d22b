import type { Executor, SendOptions } from "../../executor.js";
import type { Quantization } from "../../options/index.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import type { SearchedSet } from "../search/search.js";
import type { CollectionWords } from "../words/index.js";
import type { Calibrations } from "./calibrations.js";
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
  readonly quantization: Quantization;
  /** Those of int8 codes. */
  readonly calibrations: Calibrations;
  /** Called after records were written, with int8 codes. */
  readonly onWritten: ((count: number) => void) | undefined;
}

/** The member of `bounds` with the largest range of all coded elements, which limits the error of every score. */
export const RANGE_BOUND = "range";

/**
 * The record as a writer of elements names it. With int8 codes, a line with the version of the calibration in force follows, to
 * which the codes must belong.
 */
export function recordForCodes({ layout, record, calibrations }: CodedCollection): string {
  return layout.precision === "int8" ? `${record}\n${calibrations.active?.name.version ?? ""}` : record;
}

/** Reads which calibration is in force, and uses it for what is written from now on. */
export async function adoptCalibration(
  { calibrations, monitor }: Pick<CodedCollection, "calibrations" | "monitor">,
  options: SendOptions,
): Promise<void> {
  const before = calibrations.active;
  const active = await calibrations.refresh(options);
  if (active !== undefined && active !== before) monitor.useCalibration(active.codec.record);
}
