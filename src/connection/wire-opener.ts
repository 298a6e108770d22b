import { backoffMs, pause } from "../async/index.js";
import { openWire } from "./open-wire.js";
import { connectionFailed } from "./translate-error.js";
import type { Wire, WireOptions } from "./wire.js";

/** Short enough that service resumes within two seconds of a server's return. */
const PAUSES = { baseDelayMs: 25, maxDelayMs: 1_000 };

/**
 * Opens wires one after the other in the background until the pool has as many as it wants, backing off while the
 * server cannot be reached: exponentially from 25 ms to 1 s, with jitter so that many clients do not knock together.
 */
export class WireOpener {
  /** The last failure since a wire was opened, for messages of those who wait. */
  lastFailure: unknown;
  #failures = 0;
  #running = false;
  #lastRun: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();

  constructor(
    private readonly options: WireOptions,
    private readonly hooks: {
      /** How many more wires are wanted now. */
      wanted: () => number;
      onOpen: (wire: Wire) => void;
      onWireChange: (wire: Wire) => void;
      onFailure: (error: unknown) => void;
    },
  ) {}

  /** Starts opening if more wires are wanted and nobody is at it. */
  kick(): void {
    if (this.#running || this.#stopped) return;
    this.#running = true;
    this.#lastRun = this.#run();
  }

  /** Ends the background work, also an attempt under way. Resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#lastRun;
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    while (!this.#stopped && this.hooks.wanted() > 0) {
      try {
        const wire = await openWire(this.options, this.hooks.onWireChange, this.#stop.signal);
        this.#failures = 0;
        this.lastFailure = undefined;
        if (this.#stopped) wire.destroy();
        else this.hooks.onOpen(wire);
      } catch (error) {
        if (this.#stopped) break;
        this.lastFailure = connectionFailed(this.options.endpoint.label, error);
        this.hooks.onFailure(this.lastFailure);
        // Rejects when the pool is closed. A program with nothing else to do may end although its server is gone.
        await pause(backoffMs(++this.#failures, PAUSES), this.#stop.signal, { ref: false }).catch(() => {});
      }
    }
    this.#running = false;
  }
}
