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
    const onAbort = () => {
      leave();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      leave();
      reject(onTimeout());
    }, timeoutMs);
    const leave = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    work.finally(leave).then(resolve, reject);
  });
}
