import { deadline } from "../async/index.js";
import { OctavecError } from "../errors/index.js";

interface ReplyDeadlineOptions {
  readonly timeoutMs: number;
  /** `performance.now()` from which the time counts. Default: now. */
  readonly sinceMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What was waited for, for the message: `"VSIM"`. */
  readonly what: string;
  /** Called when the time is up, before the promise rejects. */
  readonly onTimeout?: () => void;
}

/**
 * Waits for `work`, but no longer than `timeoutMs` and not past an abort. Ending the wait does not end the work: the
 * reply still comes and is dropped.
 *
 * @throws OctavecError `TIMEOUT`; on abort the signal's reason.
 */
export function withDeadline<T>(work: Promise<T>, options: ReplyDeadlineOptions): Promise<T> {
  const { timeoutMs, sinceMs, signal, what, onTimeout } = options;
  const spentMs = sinceMs === undefined ? 0 : performance.now() - sinceMs;
  return deadline(work, {
    timeoutMs: Math.max(1, timeoutMs - spentMs),
    signal,
    startTimer,
    onTimeout: () => {
      onTimeout?.();
      throw timedOut(what, timeoutMs);
    },
  });
}

/** A timer that fires this much late says that the process was busy. */
const LATE_MS = 20;

/**
 * Calls `onDue` after `delayMs`. Time in which this process was too busy to read replies is not the server's silence
 * (an embedding model may hold the event loop for seconds): a timer that fires late waits once more for what it was late.
 *
 * @returns a function that ends the waiting.
 */
export function startTimer(delayMs: number, onDue: () => void): () => void {
  const dueMs = performance.now() + delayMs;
  let timer = setTimeout(() => {
    const lateMs = performance.now() - dueMs;
    if (lateMs < LATE_MS) onDue();
    else timer = setTimeout(onDue, Math.min(lateMs, delayMs));
  }, delayMs);
  return () => clearTimeout(timer);
}

export function timedOut(what: string, timeoutMs: number): OctavecError {
  return new OctavecError(
    "TIMEOUT",
    `${what} got no reply within ${timeoutMs} ms; a write may or may not have happened. ` +
      "Look at the server's latency, or raise commandTimeoutMs.",
    { details: { timeoutMs } },
  );
}
