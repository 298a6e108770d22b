/** Longest wait before the first repeat of a failed attempt, in milliseconds. */
export const FIRST_RETRY_MS = 250;

/** The end of one attempt: its time is over, or the caller gave up. */
export interface AttemptSignal {
  readonly signal: AbortSignal;
  /** Whether it was the time. */
  readonly timedOut: boolean;
  /** Takes the timer and the listener away; to be called when the attempt is over. */
  end(): void;
}

/**
 * A signal for one attempt of many under one signal of the caller's. By hand, because `AbortSignal.any` leaves something
 * behind at a long-lived signal with each call on Node.js 20 (https://github.com/nodejs/node/issues/54614), and a migration
 * makes as many attempts as there are pages.
 */
export function attemptSignal(timeoutMs: number, callers: AbortSignal | undefined): AttemptSignal {
  const controller = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, timeoutMs);
  const giveUp = () => controller.abort(callers?.reason);
  if (callers?.aborted) giveUp();
  callers?.addEventListener("abort", giveUp, { once: true });
  return {
    signal: controller.signal,
    get timedOut() {
      return timedOut;
    },
    end() {
      clearTimeout(timer);
      callers?.removeEventListener("abort", giveUp);
    },
  };
}
