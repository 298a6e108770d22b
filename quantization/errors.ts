/** Marks errors of this library across rooms and installed copies; `isOctavecError` of the main entry looks for it. */
const BRAND = Symbol.for("octavec.error");

/** The codes this room raises. None is worth repeating: the same numbers give the same refusal. */
export type QuantizationErrorCode =
  /** An argument is outside what the call takes (dimension, margin, seed, shape of a view …). */
  | "INVALID_ARGUMENT"
  /** A vector holds NaN or ±Infinity, overflows float32 when squared, or is all zero where a direction is needed. */
  | "INVALID_VECTOR"
  /** A vector, code or view has another dimension than its partner or its codec. */
  | "DIMENSION_MISMATCH"
  /** A calibration was asked for with fewer samples than it needs. */
  | "CALIBRATION_TOO_SMALL"
  /** A code of one calibration was given to the codec of another. */
  | "CALIBRATION_MISMATCH"
  /** A stored calibration record is damaged, of an unknown version, or its hash does not fit. */
  | "INVALID_CALIBRATION";

/**
 * What the numerics raise. It carries the same brand and fields as the library's own errors (`code`, `retryable`,
 * `details`) but shares no code with them, so this room stands alone. Messages name positions and sizes, never
 * vector values.
 */
export class QuantizationError extends Error {
  override readonly name: string = "QuantizationError";
  readonly code: QuantizationErrorCode;
  /** Always false: numerics are deterministic. */
  readonly retryable: boolean = false;
  /** Small facts for programs: positions, lengths, limits. */
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
