/** What `onPrecisionEvent` receives. The metrics and `precisionReport()` count the same events. */
export type PrecisionEvent =
  /** A vector was stored as float32, because its int8 residual or code would have too large an error. */
  | {
      readonly kind: "vector-fallback";
      readonly id: string;
      /**
       * `range`: one component is much larger than all others. `clipped`: components lie outside the calibrated bounds. `error`:
       * the rounding error is too large.
       */
      readonly reason: "range" | "clipped" | "error";
    }
  /**
   * More than 5 % of the last 1,000 vectors fell back to float32. From now on this repository stores float32 for every vector it
   * writes, with `int8` until the next calibration. Or more than 5 % of a sample would, so that int8 codes were not begun.
   */
  | { readonly kind: "collection-fallback"; readonly fallbackRate: number }
  /** A query compared more than its first candidates, because a similarity lay inside the error band or because it asked for `exact`. */
  | {
      readonly kind: "query-fallback";
      readonly reason: "inside-band" | "exact";
      /** Elements that were compared more precisely than by the server's int8 codes. */
      readonly candidates: number;
    }
  /** The hits are the best of the candidates, but an element that is no candidate might be better. */
  | {
      readonly kind: "uncertified";
      readonly candidates: number;
      /** Candidates without a stored code, because another program wrote them. The server's similarity is used for them. */
      readonly withoutCode: number;
    }
  /** The vectors that are written now differ from those that the collection was calibrated on. */
  | {
      readonly kind: "drift";
      readonly level: "warn" | "recalibrate";
      readonly meanShiftRatio: number;
      readonly medianPsi: number;
    }
  /** `rotation: "auto"` was decided. This happens once for a collection. */
  | {
      readonly kind: "rotation-chosen";
      readonly rotated: boolean;
      readonly sampleSize: number;
      /** 99th percentile of the error of the cosine, without and with the rotation. */
      readonly plainError: number;
      readonly rotatedError: number;
    }
  /** This version was made the active one, by `recalibrate()` or, with `int8`, by the repository itself. */
  | { readonly kind: "recalibrated"; readonly version: number; readonly sampleSize: number }
  /** Every int8 code that can belongs to this version of the calibration now. */
  | {
      readonly kind: "codes-rewritten";
      readonly version: number;
      /** Codes that this process replaced. */
      readonly rewritten: number;
      /** Codes that stay as they are, because the calibration does not fit their vectors. */
      readonly kept: number;
    }
  /** A calibration or the rewriting of codes failed, and is tried again later. The client counts it as a background failure, too. */
  | { readonly kind: "calibration-failed"; readonly code: string };
