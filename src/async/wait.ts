import { DeadlineTimer } from "./deadline-timer.js";
import { onAbort } from "./on-abort.js";

/** The wait for one value: until somebody has it, the time is up or the caller gives up. What comes after that is dropped. */
export class Wait<T> {
  #isOver = false;
  #timer: DeadlineTimer | undefined;
  #stopListening: (() => void) | undefined;

  /**
   * @param settle - Settles the promise that the caller got, as `refuse` does.
   * @param onEnd - Called before the promise settles: with the reason of a rejection, or with nothing.
   */
  constructor(
    private readonly settle: (value: T) => void,
    private readonly refuse: (reason: unknown) => void,
    private readonly onEnd?: (reason?: unknown) => void,
  ) {}

  /** @param onTimeout - Ends the wait. Time in which the event loop was held does not count, see {@link DeadlineTimer}. */
  limit(timeoutMs: number, onTimeout: () => void): void {
    if (!this.#isOver) this.#timer = new DeadlineTimer(timeoutMs, onTimeout);
  }

  /** The signal ends the wait with its reason. @param onAborted - Called before that. */
  heed(signal: AbortSignal | undefined, onAborted?: () => void): void {
    if (signal === undefined) return;
    const abort = () => {
      onAborted?.();
      this.reject(signal.reason);
    };
    if (signal.aborted) abort();
    else this.#stopListening = onAbort(signal, abort);
  }

  resolve(value: T): void {
    if (!this.#end()) return;
    this.onEnd?.();
    this.settle(value);
  }

  reject(reason: unknown): void {
    if (!this.#end()) return;
    this.onEnd?.(reason);
    this.refuse(reason);
  }

  /** @returns false if the wait was over before. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#timer?.stop();
    this.#stopListening?.();
    return true;
  }
}
