/** What `onPrecisionEvent` receives. The metrics and `precisionReport()` count the same events. */
export type PrecisionEvent =
  /** A vector was stored as float32, because its int8 residual would have too large an error. */
  | {
      readonly kind: "vector-fallback";
      readonly id: string;
      /** `range`: one component is much larger than all others. `error`: the residual cannot hold the rounding error of Q8. */
      readonly reason: "range" | "error";
    }
  /** More than 5 % of the last 1,000 vectors fell back to float32. From now on this repository stores float32 for every vector it writes. */
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
  /** `recalibrate()` made this version the active one. */
  | { readonly kind: "recalibrated"; readonly version: number; readonly sampleSize: number };
