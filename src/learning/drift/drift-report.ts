/** `warn`: a change that may be chance or the beginning of a drift. `drift`: the inputs of decisions have changed. */
export type DriftLevel = "ok" | "warn" | "drift";

/** The level of a measure, given its lower bounds of `warn` and `drift`. */
export function levelOf(value: number, { warn, drift }: Record<"warn" | "drift", number>): DriftLevel {
  if (value >= drift) return "drift";
  return value >= warn ? "warn" : "ok";
}

/**
 * Inputs of decisions. `similarity` of the nearest entry (1 for an exact hit). With `evidence()`: `vote-share`, the share of the
 * votes for the best answer, and its `probability`. `audited-error`: the share of wrong answers among audited hits. `embeddings`:
 * the mean of the questions' vectors.
 */
export type DriftInput = "similarity" | "vote-share" | "probability" | "audited-error" | "embeddings";

/** One input: its reference window compared with the current one. */
export interface InputReading {
  /**
   * `psi`: population stability index over up to ten bins. `z`: z-score of a test of two proportions. `mean-shift-ratio`:
   * distance of the means, divided by the distance that is expected without a change.
   */
  readonly measure: "psi" | "z" | "mean-shift-ratio";
  readonly value: number;
  /** The mean in both windows; of `audited-error` the share; undefined for vectors. */
  readonly before: number | undefined;
  readonly now: number | undefined;
  readonly level: DriftLevel;
}

export interface MovedInput extends InputReading {
  readonly input: DriftInput;
  readonly level: "warn" | "drift";
}

/** Drift in the look-ups of this process. */
export interface DriftStatus {
  readonly level: DriftLevel;
  /** While there is drift: the inputs that had changed when it was noticed. Otherwise: inputs with the level `warn`. */
  readonly moved: readonly MovedInput[];
  /** Number of drifts since the cache object was made. */
  readonly drifts: number;
  /** Look-ups since the reference windows began. */
  readonly lookups: number;
}
