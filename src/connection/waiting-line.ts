import { DeadlineTimer, onAbort } from "../async/index.js";

/** First come, first served; each waits no longer than its own limit and leaves at once when its signal is aborted. */
export class WaitingLine<T> {
  readonly #waiting = new Set<{ resolve: (value: T) => void; reject: (reason: unknown) => void }>();

  get length(): number {
    return this.#waiting.size;
  }

  /** @param onTimeout - Makes the error of a wait that took too long. */
  wait(timeoutMs: number, signal: AbortSignal | undefined, onTimeout: () => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(waiter);
        timer.stop();
        stopListening();
      };
      const waiter = {
        resolve: (value: T) => {
          leave();
          resolve(value);
        },
        reject: (reason: unknown) => {
          leave();
          reject(reason);
        },
      };
      const timer = new DeadlineTimer(timeoutMs, () => waiter.reject(onTimeout()));
      const stopListening = onAbort(signal, () => waiter.reject(signal?.reason));
      this.#waiting.add(waiter);
    });
  }

  /** Hands a value to whoever waited longest. */
  serve(value: T): void {
    const [first] = this.#waiting;
    first?.resolve(value);
  }

  /** Sends everybody away with the same error. */
  dismiss(reason: unknown): void {
    for (const waiter of [...this.#waiting]) waiter.reject(reason);
  }
}
