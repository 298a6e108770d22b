import { type BackgroundFailures, BackgroundTasks, within } from "../async/index.js";

/** Calls of users' code that nobody waits for: few at a time, each within its time, none once closed. Failures are reported. */
export class BackgroundCalls {
  readonly #tasks: BackgroundTasks;
  readonly #timeoutMs: number;

  constructor(
    { maxConcurrent, timeoutMs }: { maxConcurrent: number; timeoutMs: number },
    failures: Pick<BackgroundFailures, "report">,
  ) {
    this.#tasks = new BackgroundTasks(maxConcurrent, failures);
    this.#timeoutMs = timeoutMs;
  }

  /** Begins in the next iteration of the event loop. @returns false when enough are running already: nothing is called then. */
  run(job: string, work: (signal: AbortSignal) => Promise<void>): boolean {
    return this.#tasks.run(job, async (signal) => {
      await nextIteration();
      await within(this.#timeoutMs, signal, work);
    });
  }

  /** Aborts what is running and waits for its end. */
  close(): Promise<void> {
    return this.#tasks.close();
  }
}

function nextIteration(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
