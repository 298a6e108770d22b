/** Marks errors of this library. `isOctavecError` of `octavec` finds them by it, also across two installed copies. */
const BRAND = Symbol.for("octavec.error");

/** The codes of this module's errors. Repeating a call never helps, because the same numbers give the same error. */
export type QuantizationErrorCode =
  /** An argument is invalid, such as a dimension, a margin, a seed or the shape of a view. */
  | "INVALID_ARGUMENT"
  /** A vector contains NaN or ±Infinity, or its squares overflow float32. */
  | "INVALID_VECTOR"
  /** A vector, code or view has another dimension than the other side or the codec. */
  | "DIMENSION_MISMATCH"
  /** There are fewer samples than a calibration needs. */
  | "CALIBRATION_TOO_SMALL"
  /** A code of one calibration was given to the codec of another. */
  | "CALIBRATION_MISMATCH"
  /** A stored calibration record is damaged, of an unknown version, or its hash does not fit. */
  | "INVALID_CALIBRATION";

/**
 * The error of this module. It has the mark and the fields (`code`, `retryable`, `details`) of `OctavecError`, but no code in
 * common, so that this module stands alone. Messages name positions and sizes, never values of vectors.
 */
export class QuantizationError extends Error {
  override readonly name: string = "QuantizationError";
  readonly code: QuantizationErrorCode;
  /** Always false, because the calculations are deterministic. */
  readonly retryable: boolean = false;
  /** Facts for programs: positions, lengths, limits. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: QuantizationErrorCode,
    message: string,
    options: { details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    Object.defineProperty(this, BRAND, { value: true });
  }
}
