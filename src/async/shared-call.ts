import { deadline } from "./deadline.js";

/** What a wait gives that lasted as long as it may. */
export const WAITED_TOO_LONG = Symbol("waited too long");

/** One call and the callers that wait for it. Each may leave alone; when the last one has left, the call is aborted. */
export class SharedCall<T> {
  readonly #onEnd: () => void;
  readonly #controller: AbortController | undefined;
  readonly #done: Promise<T>;
  #waiting = 0;

  /**
   * Begins `work` once the code that runs now is done.
   *
   * @param onEnd - Called when the call has settled, and when it is aborted: from then on nobody should join it.
   * @param isAbortable - False when a caller waits to the end in any case: then `work` gets no signal. Default true.
   */
  constructor(work: (signal: AbortSignal | undefined) => Promise<T>, onEnd: () => void, isAbortable = true) {
    this.#onEnd = onEnd;
    this.#controller = isAbortable ? new AbortController() : undefined;
    this.#done = Promise.resolve().then(() => work(this.#controller?.signal));
    this.#done.then(onEnd, onEnd);
  }

  wait(signal: AbortSignal | undefined): Promise<T>;
  wait(signal: AbortSignal | undefined, waitMs: number | undefined): Promise<T | typeof WAITED_TOO_LONG>;
  wait(signal: AbortSignal | undefined, waitMs?: number): Promise<T | typeof WAITED_TOO_LONG> {
    this.#waiting++;
    // A caller that neither leaves nor waits for a limited time needs no wait of its own, and keeps the call alive to its end.
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
