import { loopTimeMs, loopTimeSince } from "../../async/index.js";
import type { SendOptions } from "../../executor.js";

/** A call's time limit is for the whole of it: later attempts have what the earlier ones left. */
export class TimeLeft {
  readonly #startedAtMs = loopTimeMs();

  constructor(private readonly options: SendOptions) {}

  get isOver(): boolean {
    return this.#leftMs <= 0;
  }

  /** The call's options with what is left of its time, at least a millisecond. */
  get optionsNow(): SendOptions {
    if (this.options.timeoutMs === undefined) return this.options;
    return { ...this.options, timeoutMs: Math.max(1, Math.ceil(this.#leftMs)) };
  }

  get #leftMs(): number {
    return (this.options.timeoutMs ?? Number.POSITIVE_INFINITY) - loopTimeSince(this.#startedAtMs);
  }
}
