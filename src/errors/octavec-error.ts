import { ERROR_CODES, type ErrorCode } from "./codes.js";

/** Marks errors of this library. Works across two installed copies of the package, where `instanceof` fails. */
const BRAND = Symbol.for("octavec.error");

export interface OctavecErrorOptions {
  /** The error that caused this one. */
  cause?: unknown;
  /** Facts for programs: names, counts, limits. Never vectors, attributes or secrets. */
  details?: Readonly<Record<string, unknown>>;
  /** Whether repeating the same call can help. Default: as {@link ERROR_CODES} says. */
  retryable?: boolean;
}

/**
 * The class of all errors of this library. `code` is stable. `message` says what was expected, what came and what to do; it
 * may change between versions.
 */
export class OctavecError extends Error {
  override readonly name: string = "OctavecError";
  readonly code: ErrorCode;
  /** Whether repeating the same call can help. */
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: OctavecErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? ERROR_CODES[code].retryable;
    this.details = options.details ?? {};
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Whether a value is an error of this library, also if another installed copy of it threw it. With `code`: only an error of
 * that code.
 */
export function isOctavecError(error: unknown, code?: ErrorCode): error is OctavecError {
  try {
    if (typeof error !== "object" || error === null || !(BRAND in error)) return false;
    return code === undefined || ("code" in error && error.code === code);
  } catch {
    // The value is a proxy that throws when it is read.
    return false;
  }
}
