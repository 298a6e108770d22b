import { onAbort } from "./on-abort.js";

/** What a wait gives that has lasted as long as it may. */
export const TIRED = Symbol("waited as long as agreed");

/** One call and those who wait for it. */
export class SharedCall<T> {
  readonly #work: () => Promise<T>;
  readonly #abandoned: (reason: unknown) => void;
  #done: Promise<T> | undefined;
  #waiting = 0;

  /** `abandoned` is called when the last one who waited has left before the end. */
  constructor(work: () => Promise<T>, abandoned: (reason: unknown) => void) {
    this.#work = work;
    this.#abandoned = abandoned;
  }

  begin(settled: () => void): void {
    this.#done = (async () => this.#work())();
    this.#done.then(settled, settled);
  }

  wait(signal: AbortSignal | undefined): Promise<T>;
  wait(signal: AbortSignal | undefined, waitMs: number | undefined): Promise<T | typeof TIRED>;
  wait(signal: AbortSignal | undefined, waitMs?: number): Promise<T | typeof TIRED> {
    this.#waiting++;
    // Who can neither leave nor tire needs no wait of its own, and keeps the call from being abandoned to its end.
    if (signal === undefined && waitMs === undefined && this.#done !== undefined) return this.#done;
    return new Promise<T | typeof TIRED>((resolve, reject) => {
      let isOver = false;
      const end = () => {
        if (isOver) return;
        isOver = true;
        stop();
        clearTimeout(timer);
        this.#waiting--;
      };
      const leave = (reason: unknown) => {
        end();
        if (this.#waiting === 0) this.#abandoned(reason);
      };
      const stop = onAbort(signal, () => {
        leave(signal?.reason);
        reject(signal?.reason);
      });
      const timer =
        waitMs === undefined
          ? undefined
          : setTimeout(() => {
              leave(new DOMException("Nobody waits for it any more.", "AbortError"));
              resolve(TIRED);
            }, waitMs);
      this.#done?.then(
        (value) => {
          end();
          resolve(value);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
  }
}
