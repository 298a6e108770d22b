import { z } from "zod";

/** Least and largest value that a setting may get. The value that it starts with lies between them. */
export interface TuningBounds {
  min: number;
  max: number;
}

/** Settings that a cache may change while it runs, each only if it is named here. */
export interface AutoTuneSettings {
  /** Bounds of `index.efSearch`, 1 to 1,000,000. Default: it stays as it is set. */
  efSearch?: TuningBounds | undefined;
  /**
   * Bounds of `memory.maxEntries`, 1 to 10,000,000. With `forTenant` each tenant's tier has these bounds, and all together hold at most
   * `max`. Default: it stays as it is set.
   */
  memoryEntries?: TuningBounds | undefined;
  /** Share of the nearest entries that a search should find, 0.5 to 1. Default 0.95. */
  leastRecall?: number | undefined;
  /** Look-ups that are counted before anything is changed, 500 to 1,000,000. Default 2,000. */
  windowLookups?: number | undefined;
}

const bounds = (most: number) =>
  z
    .strictObject({ min: z.int().min(1).max(most), max: z.int().min(1).max(most) })
    .refine(({ min, max }) => min <= max, "expected a min that is not above max")
    .optional();

export const autoTuneSchema = z.strictObject({
  efSearch: bounds(1_000_000),
  memoryEntries: bounds(10_000_000),
  leastRecall: z.number().min(0.5).max(1).default(0.95),
  windowLookups: z.int().min(500).max(1_000_000).default(2_000),
});
