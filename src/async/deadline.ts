import { DeadlineTimer } from "./deadline-timer.js";
import { onAbort } from "./on-abort.js";

export interface DeadlineOptions<T> {
  /** Longest wait in milliseconds. Needs `onTimeout`. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when the time is up. The result is the value that it returns or the error that it throws. Needs `timeoutMs`. */
  readonly onTimeout?: () => T;
  /** Called when the signal ends the wait, before the promise rejects. */
  readonly onAborted?: (() => void) | undefined;
  /** Called when the wait ends, however it does, with the error if `work` has failed. */
  readonly onEnd?: ((error?: unknown) => void) | undefined;
}

/**
 * Waits for `work`, but no longer than `timeoutMs`, and only until the signal is aborted. The work itself goes on; its late
 * result is ignored. Time in which the event loop was held does not count, see {@link DeadlineTimer}.
 *
 * @throws what `work` or `onTimeout` throws; on an abort the signal's reason.
 */
export function deadline<T>(work: Promise<T>, options: DeadlineOptions<T>): Promise<T> {
  const { timeoutMs, signal, onTimeout, onAborted, onEnd } = options;
  return new Promise<T>((resolve, reject) => {
    let timer: DeadlineTimer | undefined;
    let hasEnded = false;
    const end = (error?: unknown) => {
      if (hasEnded) return;
      hasEnded = true;
      timer?.stop();
      stopListening();
      onEnd?.(error);
    };
    const abort = () => {
      end();
      onAborted?.();
      reject(signal?.reason);
    };
    const stopListening = onAbort(signal, abort);
    work.then(
      (value) => {
        end();
        resolve(value);
      },
      (error: unknown) => {
        end(error);
        reject(error);
      },
    );
    if (signal?.aborted) return abort();
    if (timeoutMs === undefined || onTimeout === undefined) return;
    timer = new DeadlineTimer(timeoutMs, () => {
      try {
        resolve(onTimeout());
      } catch (error) {
        reject(error);
      }
      end();
    });
  });
}
