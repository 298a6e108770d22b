import { isOctavecError } from "./octavec-error.js";

/** The message of something that was thrown. Never throws, although anything can be thrown. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : String(thrown);
  } catch {
    return "something that has no message";
  }
}

/** Names a failure: its code, or what kind of error it is; never its message, which may quote a prompt. */
export function failureCode(error: unknown): string {
  if (isOctavecError(error)) return error.code;
  return error instanceof Error ? error.name : "unknown";
}

/** A failure of work that no caller waits for. */
export interface BackgroundFailure {
  /** What failed: `sweep`, `touch`, `ledger`, `coherence`, `store`, `refresh`, `lease`, `repair`, `close` … */
  readonly job: string;
  /** The error's code, or the name of an error without one. */
  readonly code: string;
  readonly error: unknown;
}
