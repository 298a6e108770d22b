/** What `onPrecisionEvent` is told. Each also counts in the metrics and in `precisionReport()`. */
export type PrecisionEvent =
  /** A vector was kept as float32 because an int8 residual would have been too far off. */
  | {
      readonly kind: "vector-fallback";
      readonly id: string;
      /** `range`: one component outweighs all others; `error`: the residual could not hold what Q8 rounded away. */
      readonly reason: "range" | "error";
    }
  /** More than 5 % of the last 1,000 vectors fell back: from now on this repository keeps float32 for all it writes. */
  | { readonly kind: "collection-fallback"; readonly fallbackRate: number }
  /** A query needed more than the first candidates: something lay inside the error band, or `exact` was asked for. */
  | {
      readonly kind: "query-fallback";
      readonly reason: "inside-band" | "exact";
      /** Elements compared beyond the server's own int8. */
      readonly candidates: number;
    }
  /** The hits are the best of the candidates, but elements left out could belong among them. */
  | {
      readonly kind: "uncertified";
      readonly candidates: number;
      /** Candidates without a code of their own: another program wrote them. Their similarity is the server's. */
      readonly withoutCode: number;
    }
  /** What is written now differs from what the collection was calibrated on. */
  | {
      readonly kind: "drift";
      readonly level: "warn" | "recalibrate";
      readonly meanShiftRatio: number;
      readonly medianPsi: number;
    }
  /** `rotation: "auto"` decided, once for the life of the collection. */
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
