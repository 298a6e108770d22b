import { OctavecError } from "../errors/index.js";
import { deadline } from "./deadline.js";

/**
 * Waits at most `timeoutMs` for a function that the library does not control. `work` gets a signal that is aborted when the
 * wait ends, but may ignore it.
 *
 * @throws OctavecError `TIMEOUT` when the time is up; the signal's reason when it is aborted; what `work` throws.
 */
export function within<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withinOptions(timeoutMs, signal, (options) => work(options.signal));
}

/** Like {@link within}, for work that takes an options object. The signal is created only when `work` reads it, because creating one costs more than the wait. */
export function withinOptions<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (options: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  let controller: AbortController | undefined;
  let ended: { readonly reason: unknown } | undefined;
  const options = {
    // An own property, so that copies of the options have it.
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
  // The async function turns a synchronous throw into a rejection.
  const working = (async () => work(options))();
  return deadline(working, {
    timeoutMs,
    signal,
    onAborted: () => abort(signal?.reason),
    onTimeout: () => {
      const error = new OctavecError("TIMEOUT", `The call did not finish within ${timeoutMs} ms.`);
      abort(error);
      throw error;
    },
  });
}
