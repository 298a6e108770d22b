import { DeadlineTimer } from "./deadline-timer.js";
import { onAbort } from "./on-abort.js";

/** The end of one attempt: its time is over, or the caller gave up. */
export interface AttemptSignal {
  readonly signal: AbortSignal;
  /** Whether it was the time. */
  readonly timedOut: boolean;
  /** Takes the timer and the listener away; to be called when the attempt is over. */
  end(): void;
}

/**
 * A signal for one attempt of many under one signal of the caller's. By hand, because `AbortSignal.timeout` does not wait for
 * a late event loop, and `AbortSignal.any` leaves something behind at a long-lived signal with each call on Node.js 20
 * (https://github.com/nodejs/node/issues/54614).
 */
export function attemptSignal(timeoutMs: number, callers: AbortSignal | undefined): AttemptSignal {
  const controller = new AbortController();
  let timedOut = false;
  const timer = new DeadlineTimer(timeoutMs, () => {
    timedOut = true;
    controller.abort(new DOMException(`Not finished after ${timeoutMs} ms.`, "TimeoutError"));
  });
  const giveUp = () => controller.abort(callers?.reason);
  if (callers?.aborted) giveUp();
  const stopListening = onAbort(callers, giveUp);
  return {
    signal: controller.signal,
    get timedOut() {
      return timedOut;
    },
    end() {
      timer.stop();
      stopListening();
    },
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
