import type { Load, ThreadMode } from "./search-cost.js";

/** A search that was sent. The caller passes it to `end` and uses nothing of it. */
export interface StartedSearch {
  readonly mode: ThreadMode;
  readonly order: number;
  readonly sharedMs: number;
  readonly othersAtStart: boolean;
}

export interface SearchTime {
  /** The search's share of the time while it was running. */
  readonly shareMs: number;
  /** Whether no search of the other mode was running at any moment in that time. */
  readonly pure: boolean;
}

const SMOOTHING = 1 / 16;

/**
 * Measures the cost of a search while others are running. The time from request to reply includes waiting for the others, so
 * each moment is divided equally among the running searches: a search's share is ∫ dt / n(t) over its time. The sum of all
 * shares is the time in which at least one search was running. Their mean is the inverse of the throughput; with one search
 * at a time it is the latency. Only searches of this repository are counted.
 */
export class SearchesInFlight {
  readonly #nowMs: () => number;
  readonly #count: Record<ThreadMode, number> = { inline: 0, threaded: 0 };
  readonly #lastOrder: Record<ThreadMode, number> = { inline: -1, threaded: -1 };
  #order = 0;
  /** ∫ dt / n(t) up to `#atMs`. */
  #sharedMs = 0;
  #atMs = 0;
  /** Moving average of the number of searches that were running when one was sent, including itself. */
  #averageCount = 1;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get load(): Load {
    return this.#averageCount < 1.5 ? "alone" : this.#averageCount < 6 ? "few" : "many";
  }

  start(mode: ThreadMode): StartedSearch {
    this.#advance();
    const order = this.#order++;
    this.#lastOrder[mode] = order;
    this.#count[mode]++;
    this.#averageCount += (this.#count.inline + this.#count.threaded - this.#averageCount) * SMOOTHING;
    return { mode, order, sharedMs: this.#sharedMs, othersAtStart: this.#count[otherMode(mode)] > 0 };
  }

  end({ mode, order, sharedMs, othersAtStart }: StartedSearch): SearchTime {
    this.#advance();
    this.#count[mode]--;
    return {
      shareMs: this.#sharedMs - sharedMs,
      pure: !othersAtStart && this.#lastOrder[otherMode(mode)] < order,
    };
  }

  #advance(): void {
    const nowMs = this.#nowMs();
    const running = this.#count.inline + this.#count.threaded;
    if (running > 0) this.#sharedMs += (nowMs - this.#atMs) / running;
    this.#atMs = nowMs;
  }
}

export function otherMode(mode: ThreadMode): ThreadMode {
  return mode === "inline" ? "threaded" : "inline";
}
