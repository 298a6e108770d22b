import { Wait } from "./wait.js";

export interface DeadlineOptions<T> {
  /** Longest wait in milliseconds. Needs `onTimeout`. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when the time is up. The result is the value that it returns or the error that it throws. Needs `timeoutMs`. */
  readonly onTimeout?: () => T;
  /** Called when the signal ends the wait, before the promise rejects. */
  readonly onAborted?: (() => void) | undefined;
  /** Called when the wait ends, before the promise settles: with the reason of a rejection, or with nothing. */
  readonly onEnd?: ((reason?: unknown) => void) | undefined;
}

/**
 * Waits for `work`, but no longer than `timeoutMs`, and only until the signal is aborted. The work itself goes on; its late
 * result is ignored. Time in which the event loop was held does not count.
 *
 * @throws what `work` or `onTimeout` throws; on an abort the signal's reason.
 */
export function deadline<T>(work: Promise<T>, options: DeadlineOptions<T>): Promise<T> {
  const { timeoutMs, signal, onTimeout, onAborted, onEnd } = options;
  return new Promise<T>((resolve, reject) => {
    const wait = new Wait<T>(resolve, reject, onEnd);
    work.then(
      (value) => wait.resolve(value),
      (error: unknown) => wait.reject(error),
    );
    wait.heed(signal, onAborted);
    if (timeoutMs === undefined || onTimeout === undefined) return;
    wait.limit(timeoutMs, () => {
      try {
        wait.resolve(onTimeout());
      } catch (error) {
        wait.reject(error);
      }
    });
  });
}
