import { OctavecError } from "../errors/index.js";
import { onAbort } from "./on-abort.js";

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
  return withinOptions(timeoutMs, signal, (options) => work(options.signal));
}

/** The same for work that takes its signal among options. It is made when `work` looks at it: a signal costs more than the wait. */
export function withinOptions<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (options: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  let controller: AbortController | undefined;
  let givenUp: { readonly reason: unknown } | undefined;
  const options = {
    // A member of its own, so that copies of the options have it.
    get signal() {
      controller ??= new AbortController();
      if (givenUp !== undefined) controller.abort(givenUp.reason);
      return controller.signal;
    },
  };
  return new Promise<T>((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      stop();
    };
    const giveUp = (reason: unknown) => {
      end();
      givenUp = { reason };
      controller?.abort(reason);
      reject(reason);
    };
    const timer = setTimeout(
      () => giveUp(new OctavecError("TIMEOUT", `Not finished after ${timeoutMs} ms.`)),
      timeoutMs,
    );
    const stop = onAbort(signal, () => giveUp(signal?.reason));
    // The async function turns what is thrown at once into a rejection.
    (async () => work(options))().then(
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
