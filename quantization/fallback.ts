/** Limits for the code of one vector. A vector beyond them is kept as float32. */
export interface FallbackLimits {
  /** Longest accepted rounding error of the unit vector. */
  readonly errorNorm: number;
  /** Largest accepted share of clipped components. */
  readonly clippedShare: number;
}

/** Longest accepted rounding error, in medians of the calibration. */
const ERROR_NORM_FACTOR = 1.5;
const CLIPPED_SHARE = 0.005;

/** The limits for a scheme whose rounding errors had this median length in the calibration. */
export function fallbackLimits(medianErrorNorm: number): FallbackLimits {
  return { errorNorm: ERROR_NORM_FACTOR * medianErrorNorm, clippedShare: CLIPPED_SHARE };
}

export type FallbackReason = "clipped" | "error";

/** Why a vector should be kept as float32; undefined if its code is good enough. */
export function fallbackReason(
  clippedShare: number,
  errorNorm: number,
  limits: FallbackLimits,
): FallbackReason | undefined {
  if (clippedShare > limits.clippedShare) return "clipped";
  return errorNorm > limits.errorNorm ? "error" : undefined;
}

/** `disabled`: the scheme does not fit the stored vectors. Keep float32 and calibrate again. */
export interface SchemeHealth {
  readonly status: "ok" | "disabled";
  readonly reason?: "fallback rate" | "clip rate";
  /** Share of the last 1,000 vectors that fell back to float32; 0 before there are 1,000. */
  readonly fallbackRate: number;
  /** Share of the components of these vectors that were clipped; 0 before there are 1,000. */
  readonly clipRate: number;
}

const WINDOW = 1000;
/** A scheme does not fit the data if a larger share of the vectors has to stay float32. */
export const MAX_FALLBACK_RATE = 0.05;
const CLIP_RATE_FACTOR = 10;
const CLIP_RATE_FLOOR = 1e-3;

/**
 * Looks at the last 1,000 encoded vectors of a collection. It disables the scheme if more than 5 % of them fell back to
 * float32, or if components are clipped more than 10 times as often as in the calibration (and more than 1e-3 of them). A
 * disabled scheme stays disabled: a new calibration needs a new monitor. Cost: O(1) per vector.
 */
export class SchemeMonitor {
  readonly #dimension: number;
  readonly #maxClipRate: number;
  readonly #clipped = new Uint32Array(WINDOW);
  readonly #fellBack = new Uint8Array(WINDOW);
  #seen = 0;
  #clippedSum = 0;
  #fellBackSum = 0;
  #reason: "fallback rate" | "clip rate" | undefined;

  /** `clipRate` is the share of clipped components in the calibration. */
  constructor(options: { dimension: number; clipRate: number }) {
    this.#dimension = options.dimension;
    this.#maxClipRate = Math.max(CLIP_RATE_FLOOR, CLIP_RATE_FACTOR * options.clipRate);
  }

  /** Adds one encoded vector. @returns {@link health}. */
  observe(vector: { clipped: number; fellBack: boolean }): SchemeHealth {
    const place = this.#seen++ % WINDOW;
    const fellBack = vector.fellBack ? 1 : 0;
    this.#clippedSum += vector.clipped - this.#clipped[place]!;
    this.#fellBackSum += fellBack - this.#fellBack[place]!;
    this.#clipped[place] = vector.clipped;
    this.#fellBack[place] = fellBack;
    const { fallbackRate, clipRate } = this.health();
    if (fallbackRate > MAX_FALLBACK_RATE) this.#reason ??= "fallback rate";
    if (clipRate > this.#maxClipRate) this.#reason ??= "clip rate";
    return this.health();
  }

  health(): SchemeHealth {
    const full = this.#seen >= WINDOW;
    const rates = {
      fallbackRate: full ? this.#fellBackSum / WINDOW : 0,
      clipRate: full ? this.#clippedSum / (WINDOW * this.#dimension) : 0,
    };
    return this.#reason === undefined
      ? { status: "ok", ...rates }
      : { status: "disabled", reason: this.#reason, ...rates };
  }
}
