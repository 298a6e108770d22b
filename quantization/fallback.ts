/** When one vector is better kept as float32 than coded. */
export interface FallbackLimits {
  /** Longest rounding error (of the unit vector) that is still accepted. */
  readonly errorNorm: number;
  /** Largest share of clipped components that is still accepted. */
  readonly clippedShare: number;
}

/** A vector whose rounding error is longer than this many calibration medians is no ordinary vector. */
const ERROR_NORM_FACTOR = 1.5;
const CLIPPED_SHARE = 0.005;

/** The rule's limits for a scheme whose rounding errors had this median length in calibration. */
export function fallbackLimits(medianErrorNorm: number): FallbackLimits {
  return { errorNorm: ERROR_NORM_FACTOR * medianErrorNorm, clippedShare: CLIPPED_SHARE };
}

export type FallbackReason = "clipped" | "error";

/** Why a vector should be kept as float32, or undefined when its code is good enough. */
export function fallbackReason(
  clippedShare: number,
  errorNorm: number,
  limits: FallbackLimits,
): FallbackReason | undefined {
  if (clippedShare > limits.clippedShare) return "clipped";
  return errorNorm > limits.errorNorm ? "error" : undefined;
}

/** "disabled": the scheme no longer fits what is stored; keep float32 and recalibrate. */
export interface SchemeHealth {
  readonly status: "ok" | "disabled";
  readonly reason?: "fallback rate" | "clip rate";
  /** Over the last window; 0 until the window has filled once. */
  readonly fallbackRate: number;
  readonly clipRate: number;
}

const WINDOW = 1000;
/** A scheme of which more vectors than this have to stay float32 does not fit the data. */
export const MAX_FALLBACK_RATE = 0.05;
const CLIP_RATE_FACTOR = 10;
const CLIP_RATE_FLOOR = 1e-3;

/**
 * Watches the last 1,000 coded vectors of a collection and disables the scheme for all when more than 5 % of them
 * fell back to float32, or when components clip more than 10 times as often as in calibration (at least 1e-3).
 * Once disabled it stays so: a new calibration needs a new monitor. Cost: O(1) per vector.
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

  /** `clipRate` is the share of clipped components at calibration time. */
  constructor(options: { dimension: number; clipRate: number }) {
    this.#dimension = options.dimension;
    this.#maxClipRate = Math.max(CLIP_RATE_FLOOR, CLIP_RATE_FACTOR * options.clipRate);
  }

  /** Notes one coded vector and tells how the scheme fares. */
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
