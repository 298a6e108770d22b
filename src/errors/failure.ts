import { isOctavecError } from "./octavec-error.js";

/** The message of a thrown value, which need not be an error. Never throws. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : String(thrown);
  } catch {
    return "a value without a message";
  }
}

/** The code of an error of this library, or the name of any other error. Never a message, which may quote a prompt. */
export function failureCode(error: unknown): string {
  if (isOctavecError(error)) return error.code;
  return error instanceof Error ? error.name : "unknown";
}

/** A failure of background work, which no caller waits for. */
export interface BackgroundFailure {
  /** Name of the work that failed, such as `sweep`, `touch`, `ledger`, `coherence`, `store`, `refresh`, `lease`, `repair`, `close`, `calibration` or `decrypt`. */
  readonly job: string;
  /** The error's code, or its name if it has none. */
  readonly code: string;
  readonly error: unknown;
}
