import { type BackgroundFailure, failureCode } from "../errors/index.js";

/** Number of failures by job and error code. */
export type FailureCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Counts what fails in the background by job and error code, so that no failure goes unnoticed. */
export class BackgroundFailures {
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #onFailure: (failure: BackgroundFailure) => void;

  /** @param onFailure - Called with every failure. What it throws is ignored. */
  constructor(onFailure: (failure: BackgroundFailure) => void) {
    this.#onFailure = onFailure;
  }

  /** Counts one failure of `job` and passes it on. Never throws. */
  report(job: string, error: unknown): void {
    const code = failureCode(error);
    const ofJob = this.#counts.get(job) ?? new Map<string, number>();
    this.#counts.set(job, ofJob.set(code, (ofJob.get(code) ?? 0) + 1));
    try {
      this.#onFailure({ job, code, error });
    } catch {
      // A listener that fails must not stop the work that reports.
    }
  }

  get counts(): FailureCounts {
    return Object.fromEntries([...this.#counts].map(([job, codes]) => [job, Object.fromEntries(codes)]));
  }
}
