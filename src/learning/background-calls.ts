import { BackgroundTasks, within } from "../async/index.js";

/** Calls of others' code that nobody waits for: few at a time, each within its time, none once closed. */
export class BackgroundCalls {
  readonly #tasks: BackgroundTasks;
  readonly #timeoutMs: number;

  constructor({ maxConcurrent, timeoutMs }: { maxConcurrent: number; timeoutMs: number }) {
    this.#tasks = new BackgroundTasks(maxConcurrent, { report: () => {} });
    this.#timeoutMs = timeoutMs;
  }

  /** Begins with the next turn of the event loop. False, and nothing is called, when enough are running. What fails is dropped. */
  run(work: (signal: AbortSignal) => Promise<void>): boolean {
    return this.#tasks.run("audit", async (signal) => {
      await nextTurn();
      await within(this.#timeoutMs, signal, work);
    });
  }

  /** Aborts what runs, and waits until it is no longer waited for. */
  close(): Promise<void> {
    return this.#tasks.close();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
