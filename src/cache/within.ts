import { OctavecError } from "../errors/index.js";
import { onAbort } from "../on-abort.js";

/**
 * Waits for somebody else's work no longer than agreed, also when it does not heed the signal it is given.
 *
 * @returns what `work` gives. Rejects with `TIMEOUT` when the time is up, with the signal's reason when it is aborted.
 */
export function within<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      stop();
    };
    const giveUp = (reason: unknown) => {
      end();
      controller.abort(reason);
      reject(reason);
    };
    const timer = setTimeout(
      () => giveUp(new OctavecError("TIMEOUT", `Not finished after ${timeoutMs} ms.`)),
      timeoutMs,
    );
    const stop = onAbort(signal, () => giveUp(signal?.reason));
    // The async function turns what is thrown at once into a rejection.
    (async () => work(controller.signal))().then(
      (value) => {
        end();
        resolve(value);
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
  });
}
