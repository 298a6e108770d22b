import { onAbort } from "../../on-abort.js";

/**
 * Work that several callers wait for. Each may give up alone; when the last one has, the work itself is aborted.
 */
export class Flight<T> {
  readonly #controller = new AbortController();
  readonly #landed: Promise<T>;
  #waiting = 0;

  /** @param onEnd - Called once, when the work has settled or nobody waits for it any more. */
  constructor(work: (signal: AbortSignal) => Promise<T>, onEnd: () => void) {
    this.#landed = work(this.#controller.signal).finally(onEnd);
    // Nobody may be left to hear of a failure.
    this.#landed.catch(() => {});
    onAbort(this.#controller.signal, onEnd);
  }

  /** Rejects with the signal's reason when that comes first. */
  wait(signal?: AbortSignal): Promise<T> {
    this.#waiting++;
    return new Promise<T>((resolve, reject) => {
      const stopListening = onAbort(signal, () => {
        stopListening();
        if (--this.#waiting === 0) this.#controller.abort(signal?.reason);
        reject(signal?.reason);
      });
      this.#landed.then(resolve, reject).finally(stopListening);
    });
  }
}
