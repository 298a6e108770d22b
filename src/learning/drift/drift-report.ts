/** `warn`: it may be chance or the beginning of something; `drift`: what decisions rest on is no longer what it was. */
export type DriftLevel = "ok" | "warn" | "drift";

/**
 * What is watched: the similarity of the nearest entry (1 for an exact hit); of `decision: "evidence"` the share of the votes for
 * the favourite answer and its probability; the share of wrong answers among audited hits; the mean of the questions' vectors.
 */
export type DriftInput = "similarity" | "vote-share" | "probability" | "audited-error" | "embeddings";

/** One input, its reference window against the current one. */
export interface InputReading {
  /**
   * `psi`: population stability index over up to ten bins; `z`: of a two-proportion test; `mean-shift-ratio`: distance of the
   * means in units of what chance gives.
   */
  readonly measure: "psi" | "z" | "mean-shift-ratio";
  readonly value: number;
  /** The mean (of `audited-error` the share) in both windows; undefined for vectors, which are in no report. */
  readonly before: number | undefined;
  readonly now: number | undefined;
  readonly level: DriftLevel;
}

export interface MovedInput extends InputReading {
  readonly input: DriftInput;
  readonly level: "warn" | "drift";
}

/** As seen by this process alone, from its own look-ups. */
export interface DriftReport {
  readonly level: DriftLevel;
  /** While there is drift: what had moved when it was noticed; else what there is to warn of. */
  readonly moved: readonly MovedInput[];
  /** Drifts noticed since this cache object was made. */
  readonly drifts: number;
  /** Look-ups that were watched since the reference windows began. */
  readonly lookups: number;
}
