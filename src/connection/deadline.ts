import { deadline, loopTimeSince } from "../async/index.js";
import { OctavecError } from "../errors/index.js";

interface ReplyDeadlineOptions {
  readonly timeoutMs: number;
  /** `loopTimeMs()` from which the time counts. Default: now. */
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
  const spentMs = sinceMs === undefined ? 0 : loopTimeSince(sinceMs);
  return deadline(work, {
    timeoutMs: Math.max(1, timeoutMs - spentMs),
    signal,
    onTimeout: () => {
      onTimeout?.();
      throw timedOut(what, timeoutMs);
    },
  });
}

export function timedOut(what: string, timeoutMs: number): OctavecError {
  return new OctavecError(
    "TIMEOUT",
    `${what} got no reply within ${timeoutMs} ms; a write may or may not have happened. ` +
      "Look at the server's latency, or raise commandTimeoutMs.",
    { details: { timeoutMs } },
  );
}
