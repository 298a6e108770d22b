import { OctavecError } from "../errors/index.js";
import { deadline } from "./deadline.js";

/**
 * Runs work of others for at most `timeoutMs`, also when that work ignores the signal it is given.
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

/** The same for work that takes its signal among options. The signal is made when `work` reads it, because it costs more than the wait. */
export function withinOptions<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (options: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  let controller: AbortController | undefined;
  let ended: { readonly reason: unknown } | undefined;
  const options = {
    // A member of its own, so that copies of the options have it.
    get signal() {
      controller ??= new AbortController();
      if (ended !== undefined) controller.abort(ended.reason);
      return controller.signal;
    },
  };
  const abort = (reason: unknown) => {
    ended = { reason };
    controller?.abort(reason);
  };
  // The async function turns what is thrown at once into a rejection.
  const working = (async () => work(options))();
  return deadline(working, {
    timeoutMs,
    signal,
    onAborted: () => abort(signal?.reason),
    onTimeout: () => {
      const error = new OctavecError("TIMEOUT", `Not finished after ${timeoutMs} ms.`);
      abort(error);
      throw error;
    },
  });
}
