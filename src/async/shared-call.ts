import { deadline } from "./deadline.js";

/** The result of a wait that reached its `waitMs`. */
export const WAITED_TOO_LONG = Symbol("waited too long");

/** One call that several callers wait for. Each caller can stop waiting by itself; when the last one stops, the call is aborted. */
export class SharedCall<T> {
  readonly #onEnd: () => void;
  readonly #controller: AbortController | undefined;
  readonly #done: Promise<T>;
  #waiting = 0;

  /**
   * Starts `work`. Others can join it when the constructor has returned.
   *
   * @param onEnd - Called when the call has settled or was aborted, but not by the constructor: no further caller should join it.
   * @param isAbortable - False if a caller waits to the end in any case; `work` then gets no signal. Default true.
   */
  constructor(work: (signal: AbortSignal | undefined) => Promise<T>, onEnd: () => void, isAbortable = true) {
    this.#onEnd = onEnd;
    this.#controller = isAbortable ? new AbortController() : undefined;
    try {
      this.#done = work(this.#controller?.signal);
    } catch (error) {
      this.#done = Promise.reject(error);
    }
    // It comes before what the callers do with the result.
    this.#done.then(onEnd, onEnd);
  }

  wait(signal: AbortSignal | undefined): Promise<T>;
  wait(signal: AbortSignal | undefined, waitMs: number | undefined): Promise<T | typeof WAITED_TOO_LONG>;
  wait(signal: AbortSignal | undefined, waitMs?: number): Promise<T | typeof WAITED_TOO_LONG> {
    this.#waiting++;
    // A caller without a signal and without a limit never stops waiting, so the call is never aborted.
    if (signal === undefined && waitMs === undefined) return this.#done;
    const leave = (reason: unknown) => {
      if (--this.#waiting > 0) return;
      this.#onEnd();
      this.#controller?.abort(reason);
    };
    return deadline<T | typeof WAITED_TOO_LONG>(this.#done, {
      timeoutMs: waitMs,
      signal,
      onAborted: () => leave(signal?.reason),
      onTimeout: () => {
        leave(new DOMException("No caller waits for this any more.", "AbortError"));
        return WAITED_TOO_LONG;
      },
    });
  }
}
