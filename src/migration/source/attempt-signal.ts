import { onAbort } from "../../async/index.js";

/** Upper limit of the wait before the first retry, in milliseconds. */
export const FIRST_RETRY_MS = 250;

export interface AttemptSignal {
  readonly signal: AbortSignal;
  /** Whether the attempt's time limit aborted the signal, and not the caller. */
  readonly timedOut: boolean;
  /** Removes the timer and the listener. Call it when the attempt is over. */
  end(): void;
}

/**
 * A signal that aborts one attempt when its time is over or the caller's signal is aborted. `AbortSignal.any` would leak
 * memory at the caller's signal with each attempt on Node.js 20 (https://github.com/nodejs/node/issues/54614), and a
 * migration makes an attempt for every page.
 */
export function attemptSignal(timeoutMs: number, callers: AbortSignal | undefined): AttemptSignal {
  const controller = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, timeoutMs);
  const abort = () => controller.abort(callers?.reason);
  if (callers?.aborted) abort();
  const stopListening = onAbort(callers, abort);
  return {
    signal: controller.signal,
    get timedOut() {
      return timedOut;
    },
    end() {
      clearTimeout(timer);
      stopListening();
    },
  };
}
