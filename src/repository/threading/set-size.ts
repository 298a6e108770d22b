import { decodeVcard, encodeVcard } from "../../commands/index.js";
import type { Executor } from "../../executor.js";

/** How old a size may become before it is asked for again, in the background, when somebody searches. */
const KNOWN_FOR_MS = 60_000;
const UNKNOWN_FOR_MS = 5_000;

/**
 * About how many elements a set has: enough to guess what a search costs. It comes with what other calls ask for anyway,
 * and from a VCARD at most once a minute (every five seconds while unknown) that no search waits for. An empty or absent
 * set counts as unknown: somebody is about to fill it.
 */
export class SetSize {
  #size: number | undefined;
  #asOfMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly executor: Executor,
    private readonly key: string,
    private readonly nowMs: () => number,
  ) {}

  get current(): number | undefined {
    return this.#size;
  }

  learn(count: number): void {
    this.#size = count > 0 ? count : undefined;
    this.#asOfMs = this.nowMs();
  }

  /** Elements came (or went, below 0). */
  changeBy(count: number): void {
    if (this.#size !== undefined) this.#size = Math.max(1, this.#size + count);
  }

  forget(): void {
    this.#size = undefined;
  }

  /** Asks the server if it is time to. Never rejects, and nobody waits for it. */
  refreshIfOld(): void {
    const nowMs = this.nowMs();
    if (nowMs - this.#asOfMs < (this.#size === undefined ? UNKNOWN_FOR_MS : KNOWN_FOR_MS)) return;
    this.#asOfMs = nowMs;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    try {
      this.learn(decodeVcard(await this.executor.send(encodeVcard(this.key), { readOnly: true })));
    } catch {
      // The search itself fails too, and says why; the guess stands until the next time.
    }
  }
}
