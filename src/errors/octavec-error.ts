import { ERROR_CODES, type ErrorCode } from "./codes.js";

/** Marks our errors across two installed copies of the package, where `instanceof` fails. */
const BRAND = Symbol.for("octavec.error");

export interface OctavecErrorOptions {
  /** The error underneath, when there was one. */
  cause?: unknown;
  /** Small facts for programs: names, counts, limits. Never vector values, attribute bodies or secrets. */
  details?: Readonly<Record<string, unknown>>;
  /** Overrides the code's own answer to "can repeating the same call help?". */
  retryable?: boolean;
}

/**
 * The root of every error this library raises. `code` is stable; `message` says what was expected, what came
 * and what to do, and may change between versions.
 */
export class OctavecError extends Error {
  override readonly name: string = "OctavecError";
  readonly code: ErrorCode;
  /** Whether repeating the same call can help (see also each operation's own note on repeating it). */
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
 * True for any error of this library, also one raised by another installed copy of it.
 * With a code, true only for that code.
 */
export function isOctavecError(error: unknown, code?: ErrorCode): error is OctavecError {
  try {
    if (typeof error !== "object" || error === null || !(BRAND in error)) return false;
    return code === undefined || ("code" in error && error.code === code);
  } catch {
    // A proxy was thrown, and it refuses to be looked at.
    return false;
  }
}
