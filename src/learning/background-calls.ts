import { BackgroundTasks, within } from "../async/index.js";

/** Calls of users' code that nobody waits for: few at a time, each within its time, none once closed. */
export class BackgroundCalls {
  readonly #tasks: BackgroundTasks;
  readonly #timeoutMs: number;
  readonly #failed: (error: unknown) => void;

  /** @param failed - Told what a call failed of; not of calls that {@link close} aborted. */
  constructor(
    { maxConcurrent, timeoutMs }: { maxConcurrent: number; timeoutMs: number },
    failed: (error: unknown) => void,
  ) {
    this.#tasks = new BackgroundTasks(maxConcurrent);
    this.#timeoutMs = timeoutMs;
    this.#failed = failed;
  }

  /** Begins in the next iteration of the event loop. @returns false when enough are running already: nothing is called then. */
  run(work: (signal: AbortSignal) => Promise<void>): boolean {
    return this.#tasks.run(async (signal) => {
      await nextIteration();
      try {
        await within(this.#timeoutMs, signal, work);
      } catch (error) {
        if (!signal.aborted) this.#failed(error);
      }
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
