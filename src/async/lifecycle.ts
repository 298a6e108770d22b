/** Starts background work at the first use, so that creating its owner costs nothing, and stops it with `close()`. */
export class Lifecycle {
  readonly #starts: (() => void)[] = [];
  readonly #stops: (() => Promise<void> | void)[] = [];
  readonly #onFailure: (error: unknown) => void;
  #state: "new" | "running" | "closed" = "new";

  /** @param onFailure - Called with what a `stop` function threw. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** `start` runs at the first use. `stop` runs in `close()`, if there was a first use. Timers must not keep the process alive (`unref`). */
  add(start: () => void, stop: () => Promise<void> | void): void {
    this.#starts.push(start);
    this.#stops.push(stop);
    if (this.#state === "running") start();
  }

  /** Every use calls this. It is cheap after the first time. */
  use(): void {
    if (this.#state !== "new") return;
    this.#state = "running";
    for (const start of this.#starts) start();
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Runs the `stop` functions in reverse order, all of them even if one fails. */
  async close(): Promise<void> {
    const wasRunning = this.#state === "running";
    this.#state = "closed";
    if (!wasRunning) return;
    for (const stop of this.#stops.toReversed()) {
      try {
        await stop();
      } catch (error) {
        this.#onFailure(error);
      }
    }
  }
}
