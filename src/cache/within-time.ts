import { onAbort } from "../on-abort.js";

/**
 * Work of others (embedder, hooks, a condenser) that need not listen to its signal: rejects after `timeoutMs` with a
 * `TimeoutError`, or with the caller's reason, whether or not the work has stopped.
 */
export async function withinTime<T>(
  work: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new DOMException(`No answer within ${timeoutMs} ms.`, "TimeoutError")),
    timeoutMs,
  );
  const forget = onAbort(signal, () => controller.abort(signal?.reason));
  try {
    return await new Promise<T>((resolve, reject) => {
      controller.signal.addEventListener("abort", () => reject(controller.signal.reason), { once: true });
      work(controller.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    forget();
  }
}
