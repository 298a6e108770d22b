import { type BackgroundFailures, BackgroundTasks, within } from "../async/index.js";

/** Calls of user code in the background: few at a time, each with a time limit, none after `close`. Failures are reported. */
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

  /** Begins in the next iteration of the event loop. @returns false, without a call, if too many are running. */
  run(job: string, work: (signal: AbortSignal) => Promise<void>): boolean {
    return this.#tasks.run(job, async (signal) => {
      await nextIteration();
      await within(this.#timeoutMs, signal, work);
    });
  }

  /** Aborts the running calls and waits for their end. */
  close(): Promise<void> {
    return this.#tasks.close();
  }
}

function nextIteration(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
