import { isOctavecError } from "../errors/index.js";
import type { BackgroundFailures } from "./background-failures.js";

/** Runs work that no caller waits for. At most `limit` tasks run at a time, `close()` ends them, and failures are reported. */
export class BackgroundTasks {
  readonly #limit: number;
  readonly #failures: Pick<BackgroundFailures, "report">;
  readonly #underWay = new Set<Promise<void>>();
  readonly #end = new AbortController();

  constructor(limit: number, failures: Pick<BackgroundFailures, "report">) {
    this.#limit = limit;
    this.#failures = failures;
  }

  get isFull(): boolean {
    return this.#underWay.size >= this.#limit || this.#end.signal.aborted;
  }

  get isIdle(): boolean {
    return this.#underWay.size === 0;
  }

  /**
   * @param job - Name of the work in failure reports.
   * @returns whether the work was started. It is not when the limit is reached, or after `close()`.
   */
  run(job: string, work: (signal: AbortSignal) => Promise<unknown>): boolean {
    if (this.isFull) return false;
    const task = (async () => work(this.#end.signal))()
      .then(
        () => {},
        (error: unknown) => {
          if (!this.#isOwnAbort(error)) this.#failures.report(job, error);
        },
      )
      .finally(() => this.#underWay.delete(task));
    this.#underWay.add(task);
    return true;
  }

  /** Aborts the signal of all running tasks and waits until they have ended. */
  async close(): Promise<void> {
    this.#end.abort(new DOMException("The owner of this work was closed.", "AbortError"));
    await Promise.all(this.#underWay);
  }

  /** Whether a task failed only because `close()` aborted it. */
  #isOwnAbort(error: unknown): boolean {
    const { aborted, reason } = this.#end.signal;
    return aborted && (error === reason || isOctavecError(error, "ABORTED"));
  }
}
