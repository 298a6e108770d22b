import type { CacheStats } from "../account/index.js";

/** What could be set differently, and why. Nothing is changed. */
export interface Advice {
  /** Stable, such as `raise-threshold`. */
  readonly id: string;
  /** The option, or the method, that it is about. */
  readonly setting: string;
  readonly suggestion: string;
  /** The figures that it rests on. */
  readonly evidence: string;
  /** What to expect. */
  readonly effect: string;
}

/** What the cache is set to. Advice on a setting needs its value. */
export interface AdvisedSettings {
  /** Similarity from which an entry is served, 0 to 1. */
  readonly threshold?: number | undefined;
  /** Share of hits by meaning that may be wrong, 0 to 1. Default 0.02. */
  readonly errorBudget?: number | undefined;
  /** Most entries, as in the option of the same name. */
  readonly maxEntries?: number | undefined;
}

/** One thing that is looked at. */
export type Rule = (stats: CacheStats, settings: AdvisedSettings) => Advice | undefined;
