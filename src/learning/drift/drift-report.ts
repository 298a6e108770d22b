/** `warn`: it may be chance or the beginning of a drift. `drift`: what decisions rest on has changed. */
export type DriftLevel = "ok" | "warn" | "drift";

/** The level of a measure, given its lower bounds of `warn` and `drift`. */
export function levelOf(value: number, { warn, drift }: Record<"warn" | "drift", number>): DriftLevel {
  if (value >= drift) return "drift";
  return value >= warn ? "warn" : "ok";
}

/**
 * What is watched: the similarity of the nearest entry (1 for an exact hit); with `evidence()`, the share of the votes for the
 * favourite answer and its probability; the share of wrong answers among audited hits; the mean of the questions' vectors.
 */
export type DriftInput = "similarity" | "vote-share" | "probability" | "audited-error" | "embeddings";

/** One input: its reference window compared with the current one. */
export interface InputReading {
  /**
   * `psi`: population stability index over up to ten bins. `z`: of a two-proportion test. `mean-shift-ratio`: distance of the
   * means, as a multiple of the distance that chance explains.
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

/** As this process sees it, from its own look-ups. */
export interface DriftStatus {
  readonly level: DriftLevel;
  /** While there is drift: what had moved when it was noticed. Otherwise: inputs whose level is `warn`. */
  readonly moved: readonly MovedInput[];
  /** Drifts noticed since the cache object was made. */
  readonly drifts: number;
  /** Look-ups watched since the reference windows began. */
  readonly lookups: number;
}
