/**
 * `miss`: nothing was served, for the chance was too small or a guard objected; `audit`: a hit that was checked; `unserved`: it
 * would have been served, but everything is being asked of the model at the moment (shadow mode, hard stop).
 */
export const LABEL_KINDS = ["miss", "audit", "unserved"] as const;

export type LabelKind = (typeof LABEL_KINDS)[number];

/** One decision and what became of it: what the model learns from, and what instances share. */
export interface Label {
  /** Scaled features with a leading 1. */
  readonly x: Float64Array;
  /** The candidate's answer was the right one. */
  readonly isRight: boolean;
  /** Chance that it was given then, 0 … 1. */
  readonly probability: number;
  readonly kind: LabelKind;
}
