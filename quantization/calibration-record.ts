import type { ROTATION_ALGORITHM } from "./rotation.js";
import type { Scheme } from "./schemes.js";

interface MeasuredErrors {
  readonly mean: number;
  readonly p99: number;
  readonly max: number;
  readonly recallAt10: number;
}

/**
 * A calibration as it is stored: plain JSON, versioned and hashed. It holds everything that a later process needs to code,
 * bound and watch vectors as this calibration did.
 */
export interface CalibrationRecord {
  readonly format: "octavec-calibration";
  readonly version: 1;
  /** Fingerprint of the embedding model, as the caller gave it. */
  readonly model: string;
  readonly dimension: number;
  /** Vectors that were learned from (all-zero ones are not counted). */
  readonly samples: number;
  readonly scheme: Scheme;
  readonly reason: string;
  /** Widening of the bounds on each side, as a share of their width. */
  readonly margin: number;
  readonly rotation: { readonly algorithm: typeof ROTATION_ALGORITHM; readonly seed: number } | null;
  /** Smallest and largest component of the unit vectors, without margin. */
  readonly bounds: { readonly low: readonly number[]; readonly high: readonly number[] };
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly bands: {
    /** Which of the two figures to trust: "strict" where the six-sigma band failed on the sample. */
    readonly use: "six-sigma" | "strict";
    /** |error| of the cosine, codes against codes (`VSIM`). */
    readonly coded: number;
    /** |error| of the cosine, float32 query against a stored code. */
    readonly queried: number;
    /** |error| of the cosine, float32 query against Q8 code and residual; null for per-dimension schemes. */
    readonly residual: number | null;
    /** Largest |error| of codes against codes on the sample, and as a share of its pair's six-sigma band. */
    readonly observedMax: number;
    readonly bandUse: number;
  };
  readonly fallback: {
    readonly errorNorm: number;
    readonly clippedShare: number;
    readonly clipRate: number;
  };
  /** Decile edges of some dimensions, for the population stability index. */
  readonly drift: {
    readonly dimensions: readonly number[];
    readonly edges: readonly (readonly number[])[];
  };
  readonly heldOut: { readonly queries: number; readonly database: number };
  readonly candidates: readonly {
    readonly scheme: Scheme;
    readonly bytesPerVector: number;
    readonly queried: MeasuredErrors;
    readonly coded: MeasuredErrors;
    readonly bandUse: number;
    readonly fallbackShare: number;
  }[];
  readonly residual: MeasuredErrors;
  /** SHA-256 of the rest, in hexadecimal digits. */
  readonly hash: string;
}
