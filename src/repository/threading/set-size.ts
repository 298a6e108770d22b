import { decodeVcard, encodeVcard } from "../../commands/index.js";
import type { Executor, SendOptions } from "../../executor.js";

/** Age at which a known or unknown size is read again in the background, when a search is made. */
const KNOWN_FOR_MS = 60_000;
const UNKNOWN_FOR_MS = 5_000;

/**
 * The approximate number of elements in a set, from which the cost of a search is predicted. It is updated by the replies of
 * other calls, and by a VCARD at most once a minute (every five seconds while unknown), for which no search waits. An empty or
 * absent set counts as unknown, because it will probably be filled soon.
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

  /** The size if it is known, or one round trip. */
  async read({ timeoutMs, signal }: Pick<SendOptions, "timeoutMs" | "signal">): Promise<number> {
    if (this.#size !== undefined) return this.#size;
    const options = { readOnly: true, timeoutMs, signal };
    const count = decodeVcard(await this.executor.send(encodeVcard(this.key), options));
    this.learn(count);
    return count;
  }

  learn(count: number): void {
    this.#size = count > 0 ? count : undefined;
    this.#asOfMs = this.nowMs();
  }

  /** Adjusts the size by elements added, or removed if negative. */
  changeBy(count: number): void {
    if (this.#size !== undefined) this.#size = Math.max(1, this.#size + count);
  }

  forget(): void {
    this.#size = undefined;
  }

  /** Starts reading the size from the server if it is too old. Not awaited; never rejects. */
  refreshIfOld(): void {
    const nowMs = this.nowMs();
    if (nowMs - this.#asOfMs < (this.#size === undefined ? UNKNOWN_FOR_MS : KNOWN_FOR_MS)) return;
    this.#asOfMs = nowMs;
    void this.#refresh();
  }

  async #refresh(): Promise<void> {
    try {
      this.learn(decodeVcard(await this.executor.send(encodeVcard(this.key), { readOnly: true })));
    } catch {
      // The search itself reports the failure. The old size is kept until the next attempt.
    }
  }
}
