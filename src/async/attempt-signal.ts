import { Wait } from "./wait.js";

export interface AttemptSignal {
  readonly signal: AbortSignal;
  /** Whether the attempt's time limit aborted the signal, and not the caller. */
  readonly timedOut: boolean;
  /** Removes the timer and the listener. Call it when the attempt is over. */
  end(): void;
}

/**
 * A signal that aborts one attempt when its time is over or the caller's signal is aborted. `AbortSignal.timeout` does not
 * wait for a late event loop, and `AbortSignal.any` would leak memory at the caller's signal with each attempt on Node.js 20
 * (https://github.com/nodejs/node/issues/54614).
 */
export function attemptSignal(timeoutMs: number, callers: AbortSignal | undefined): AttemptSignal {
  const controller = new AbortController();
  let timedOut = false;
  const wait = new Wait<void>(
    () => {},
    (reason) => controller.abort(reason),
  );
  wait.limit(timeoutMs, () => {
    timedOut = true;
    wait.reject(new DOMException(`Not finished after ${timeoutMs} ms.`, "TimeoutError"));
  });
  wait.heed(callers);
  return {
    signal: controller.signal,
    get timedOut() {
      return timedOut;
    },
    end: () => wait.resolve(),
  };
}

/** Runs `work` with a signal that is aborted after `timeoutMs`. Waits for its end in any case, unlike `within`. */
export async function abortAfter<T>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const attempt = attemptSignal(timeoutMs, undefined);
  try {
    return await work(attempt.signal);
  } finally {
    attempt.end();
  }
}
