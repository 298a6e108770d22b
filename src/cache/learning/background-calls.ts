import { within } from "../within.js";

/** Calls of others' code that nobody waits for: few at a time, each within its time, none once closed. */
export class BackgroundCalls {
  readonly #maxConcurrent: number;
  readonly #timeoutMs: number;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor({ maxConcurrent, timeoutMs }: { maxConcurrent: number; timeoutMs: number }) {
    this.#maxConcurrent = maxConcurrent;
    this.#timeoutMs = timeoutMs;
  }

  /** Begins with the next turn of the event loop. False, and nothing is called, when enough are running. What fails is dropped. */
  run(work: (signal: AbortSignal) => Promise<void>): boolean {
    if (this.#running.size >= this.#maxConcurrent || this.#closing.signal.aborted) return false;
    const call = nextTurn()
      .then(() => within(this.#timeoutMs, this.#closing.signal, work))
      .catch(() => undefined)
      .finally(() => this.#running.delete(call));
    this.#running.add(call);
    return true;
  }

  /** Aborts what runs, and waits until it is no longer waited for. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException("The cache was closed.", "AbortError"));
    await Promise.all(this.#running);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
