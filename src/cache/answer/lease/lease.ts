import { Ticker } from "../../../async/index.js";
import { Script } from "../../../script.js";
import { KEEP_LEASE } from "../../entries/index.js";
import type { AnswerContext } from "../answer-context.js";

const keepScript = new Script(KEEP_LEASE, { readOnly: false });

/** How long the word `skip` is kept: longer than the longest pause of a caller that waits, so that all of them read it. */
const WORD_MS = 2_000;
const END_TIMEOUT_MS = 1_000;

export interface LeaseName {
  readonly entryId: string;
  readonly generation: string;
  /** The caller that has the lease. */
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
  readonly #parts: AnswerContext;
  readonly #name: LeaseName;
  #renewals: Ticker | undefined;
  #isOver = false;

  constructor(parts: AnswerContext, name: LeaseName) {
    this.#parts = parts;
    this.#name = name;
    this.fence = name.fence;
  }

  /** Renews the lease until its end, but no longer than any caller waits for it: a producer that hangs must not keep it for ever. */
  keep(): void {
    const { leaseMs, waitMs } = this.#parts.settings.flight;
    const untilMs = performance.now() + waitMs;
    const intervalMs = Math.max(1, Math.floor(leaseMs / 3));
    const renew = async () => {
      if (performance.now() >= untilMs) return undefined;
      // 0: another caller has the lease now. It may go on undisturbed, and this answer will be refused.
      return (await this.#send(leaseMs, "", intervalMs)) === 0 ? undefined : intervalMs;
    };
    // A renewal that fails is tried again; if none gets through, the lease runs out.
    const onFailure = (error: unknown) => this.#parts.failures.report("lease", error);
    this.#renewals = new Ticker(renew, { retryMs: intervalMs, fromStart: true, onFailure });
    this.#renewals.schedule(intervalMs);
  }

  /** Never rejects and waits for nothing. Only the first call counts. */
  end(how: LeaseEnd): void {
    void this.#renewals?.stop();
    if (this.#isOver) return;
    this.#isOver = true;
    if (how === "stored") return;
    const [ms, word] = how === "skip" ? [WORD_MS, "skip"] : [0, ""];
    this.#parts.background.run("lease", () => this.#send(ms, word, END_TIMEOUT_MS));
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
