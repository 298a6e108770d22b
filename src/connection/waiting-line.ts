import { Wait } from "../async/index.js";

/** First come, first served; each waits no longer than its own limit and leaves at once when its signal is aborted. */
export class WaitingLine<T> {
  readonly #waiting = new Set<Wait<T>>();

  get length(): number {
    return this.#waiting.size;
  }

  /** @param onTimeout - Makes the error of a wait that took too long. */
  wait(timeoutMs: number, signal: AbortSignal | undefined, onTimeout: () => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      const wait: Wait<T> = new Wait(resolve, reject, () => this.#waiting.delete(wait));
      this.#waiting.add(wait);
      wait.limit(timeoutMs, () => wait.reject(onTimeout()));
      wait.heed(signal);
    });
  }

  /** Hands a value to whoever waited longest. */
  serve(value: T): void {
    const [first] = this.#waiting;
    first?.resolve(value);
  }

  /** Sends everybody away with the same error. */
  dismiss(reason: unknown): void {
    for (const wait of [...this.#waiting]) wait.reject(reason);
  }
}
