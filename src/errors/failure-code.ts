import { isOctavecError } from "./octavec-error.js";

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
