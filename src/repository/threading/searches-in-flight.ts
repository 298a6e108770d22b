import type { Load, ThreadMode } from "./search-cost.js";

/** A search that was sent; opaque to the caller. */
export interface StartedSearch {
  readonly mode: ThreadMode;
  readonly order: number;
  readonly sharedMs: number;
  readonly othersAtStart: boolean;
}

export interface SearchTime {
  /** The search's share of the time that passed while it was under way. */
  readonly shareMs: number;
  /** False when a search of the other mode was under way at some moment of it, so that the share is of both. */
  readonly pure: boolean;
}

const SMOOTHING = 1 / 16;

/**
 * Measures what a search costs while others are under way. The time from sending to reply holds the waiting for others,
 * so each moment is divided equally among the searches under way: a search's share is ∫ dt / n(t) over its life. The
 * shares add up to the time in which there was anything to do; their mean is the inverse of the throughput, and with
 * one search at a time it is the latency. Only searches of this repository count; others' are part of the server's speed.
 */
export class SearchesInFlight {
  readonly #nowMs: () => number;
  readonly #count: Record<ThreadMode, number> = { inline: 0, threaded: 0 };
  readonly #lastOrder: Record<ThreadMode, number> = { inline: -1, threaded: -1 };
  #order = 0;
  /** ∫ dt / n(t) up to `#atMs`. */
  #sharedMs = 0;
  #atMs = 0;
  #usual = 1;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** From the moving average of how many were under way when one was sent, itself included. */
  get load(): Load {
    return this.#usual < 1.5 ? "alone" : this.#usual < 6 ? "few" : "many";
  }

  start(mode: ThreadMode): StartedSearch {
    this.#advance();
    const order = this.#order++;
    this.#lastOrder[mode] = order;
    this.#count[mode]++;
    this.#usual += (this.#count.inline + this.#count.threaded - this.#usual) * SMOOTHING;
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
    const under = this.#count.inline + this.#count.threaded;
    if (under > 0) this.#sharedMs += (nowMs - this.#atMs) / under;
    this.#atMs = nowMs;
  }
}

export function otherMode(mode: ThreadMode): ThreadMode {
  return mode === "inline" ? "threaded" : "inline";
}
