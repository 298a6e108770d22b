import { OctavecError } from "../errors/index.js";

export interface DeadlineOptions {
  readonly timeoutMs: number;
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
export function withDeadline<T>(work: Promise<T>, options: DeadlineOptions): Promise<T> {
  const { timeoutMs, signal, what, onTimeout } = options;
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      onTimeout?.();
      reject(timedOut(what, timeoutMs));
    }, timeoutMs);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    work.then(
      (value) => {
        done();
        resolve(value);
      },
      (error) => {
        done();
        reject(error);
      },
    );
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
