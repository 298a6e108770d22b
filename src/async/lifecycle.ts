/** Background work of a cache: begins with its first use, so that making a cache costs nothing, and ends with `close()`. */
export class Lifecycle {
  readonly #starts: (() => void)[] = [];
  readonly #stops: (() => Promise<void> | void)[] = [];
  readonly #onFailure: (error: unknown) => void;
  #state: "new" | "running" | "closed" = "new";

  /** @param onFailure - Told what a stop threw. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** `start` runs at the first use, `stop` at the end if it was started. Timers must not keep the process alive (`unref`). */
  add(start: () => void, stop: () => Promise<void> | void): void {
    this.#starts.push(start);
    this.#stops.push(stop);
    if (this.#state === "running") start();
  }

  /** Called by every use; cheap after the first. */
  use(): void {
    if (this.#state !== "new") return;
    this.#state = "running";
    for (const start of this.#starts) start();
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Stops in the reverse order of adding, each also when another one failed. */
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
