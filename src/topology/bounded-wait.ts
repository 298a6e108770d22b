import { onAbort } from "../async/index.js";
import type { SendOptions } from "../executor.js";

/**
 * Waits for what others wait for as well: the wait ends, the work goes on.
 *
 * @param onTimeout - Makes the error of a wait that took too long.
 * @throws what the work throws; on abort the signal's reason.
 */
export function boundedWait<T>(
  work: Promise<T>,
  { timeoutMs, signal }: Pick<SendOptions, "timeoutMs" | "signal">,
  onTimeout: () => Error,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(() => {
      leave();
      reject(onTimeout());
    }, timeoutMs);
    const leave = () => {
      clearTimeout(timer);
      stopListening();
    };
    const stopListening = onAbort(signal, () => {
      leave();
      reject(signal?.reason);
    });
    work.finally(leave).then(resolve, reject);
  });
}
