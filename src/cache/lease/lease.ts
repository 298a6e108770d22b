import { Script } from "../../script.js";
import type { CacheParts } from "../cache-parts.js";
import { KEEP_LEASE } from "../script/index.js";

const keepScript = new Script(KEEP_LEASE, { readOnly: false });

/** Longer than the longest pause between two looks of those who wait, so that all of them read the word. */
const WORD_MS = 2_000;
const ERRAND_TIMEOUT_MS = 1_000;

export interface LeaseName {
  readonly entryId: string;
  readonly generation: string;
  /** Whose it is. */
  readonly holder: string;
  /** Grows from each lease to the next. */
  readonly fence: string;
}

/**
 * What becomes of a lease: `stored` with the answer, which has ended it; `vacant`: the next one may try; `skip`: the answer
 * is not of a kind that is kept, so nobody needs to wait for another's.
 */
export type LeaseEnd = "stored" | "vacant" | "skip";

/** The right to make one answer for all processes. */
export class Lease {
  readonly fence: string;
  readonly #parts: CacheParts;
  readonly #name: LeaseName;
  #timer: NodeJS.Timeout | undefined;
  #isRenewing = false;
  #isOver = false;

  constructor(parts: CacheParts, name: LeaseName) {
    this.#parts = parts;
    this.#name = name;
    this.fence = name.fence;
  }

  /** Renews it until its end, but no longer than anybody waits for it: a producer that hangs must not keep it for ever. */
  keep(): void {
    const { leaseMs, waitMs } = this.#parts.settings.flight;
    const untilMs = performance.now() + waitMs;
    const intervalMs = Math.max(1, Math.floor(leaseMs / 3));
    this.#timer = setInterval(() => {
      if (performance.now() >= untilMs) this.#stop();
      else void this.#renew(leaseMs, intervalMs);
    }, intervalMs);
    this.#timer.unref();
  }

  /** Never rejects and waits for nothing. Only the first time counts. */
  end(how: LeaseEnd): void {
    this.#stop();
    if (this.#isOver) return;
    this.#isOver = true;
    if (how === "stored") return;
    const [ms, word] = how === "skip" ? [WORD_MS, "skip"] : [0, ""];
    this.#parts.flights.errands.run(() => this.#send(ms, word, ERRAND_TIMEOUT_MS));
  }

  #stop(): void {
    clearInterval(this.#timer);
  }

  async #renew(leaseMs: number, timeoutMs: number): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    try {
      // Not ours any more: who has it now may go on undisturbed, and our answer will be refused.
      if ((await this.#send(leaseMs, "", timeoutMs)) === 0) this.#stop();
    } catch {
      // The next one may get through; if none does, the lease runs out.
    } finally {
      this.#isRenewing = false;
    }
  }

  #send(ms: number, word: string, timeoutMs: number) {
    const { executor, keys } = this.#parts;
    const { entryId, generation, holder } = this.#name;
    return keepScript.run(executor, keys.generation, [entryId, generation, holder, String(ms), word], {
      timeoutMs,
      idempotent: true,
    });
  }
}
