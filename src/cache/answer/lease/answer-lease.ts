import { randomUUID } from "node:crypto";
import { Ticker } from "../../../async/index.js";
import type { SendOptions } from "../../../executor.js";
import { Script } from "../../../script.js";
import { ACQUIRE_LEASE, type AskedAt, KEEP_LEASE } from "../../entries/index.js";
import type { AnswerContext } from "../context/answer-context.js";

const acquireScript = new Script(ACQUIRE_LEASE, { readOnly: false });
const keepScript = new Script(KEEP_LEASE, { readOnly: false });

/** How long Redis remembers "skip": longer than the longest pause between two looks of those who wait. */
const SKIP_MS = 2_000;
const END_TIMEOUT_MS = 1_000;

/**
 * What Redis says to a process that asks to make an answer. `lead`: make it, under this lease. `wait`: another process makes
 * it. `there`: the answer is there already. `skip`: it was made just now and is of a kind that is not kept.
 */
export type LeaseReply = { readonly askedAt: AskedAt } & (
  | { readonly status: "lead"; readonly lease: AnswerLease }
  | { readonly status: "wait" | "there" | "skip" }
);

/** Whose lease on which entry. */
interface LeaseName {
  readonly entryId: string;
  readonly generation: string;
  readonly holder: string;
  /** A number that grows from each lease of the entry to the next; Redis refuses an answer made under an earlier lease. */
  readonly fence: string;
}

/** The right to make one answer for all processes. Renewed until `end()`. */
export class AnswerLease {
  readonly fence: string;
  readonly #context: AnswerContext;
  readonly #name: LeaseName;
  #renewals: Ticker | undefined;
  #isOver = false;

  constructor(context: AnswerContext, name: LeaseName) {
    this.#context = context;
    this.#name = name;
    this.fence = name.fence;
  }

  /** Renews the lease, but no longer than other processes wait for it: a producer that hangs must not hold it for ever. */
  keep(): void {
    const { leaseMs, leaseWaitMs } = this.#context.timings;
    const untilMs = performance.now() + leaseWaitMs;
    const intervalMs = Math.max(1, Math.floor(leaseMs / 3));
    const renew = async () => {
      if (performance.now() >= untilMs) return undefined;
      // 0: another process has the lease now. That process may go on undisturbed; Redis will refuse our answer.
      return (await this.#send(leaseMs, "", intervalMs)) === 0 ? undefined : intervalMs;
    };
    // A renewal that fails is tried again; if none gets through, the lease runs out.
    const onFailure = (error: unknown) => this.#context.failures.report("lease", error);
    this.#renewals = new Ticker(renew, { retryMs: intervalMs, fromStart: true, onFailure });
    this.#renewals.schedule(intervalMs);
  }

  /**
   * Ends the lease. `stored`: with the answer, and storing ended it. `vacant`: the next process may try. `skip`: the answer is
   * of a kind that is not kept, so nobody needs to wait for another process's answer. Never rejects and waits for nothing.
   * Only the first call counts.
   */
  end(how: "stored" | "vacant" | "skip"): void {
    void this.#renewals?.stop();
    if (this.#isOver) return;
    this.#isOver = true;
    if (how === "stored") return;
    const [ms, word] = how === "skip" ? [SKIP_MS, "skip"] : [0, ""];
    this.#context.background.run("lease", () => this.#send(ms, word, END_TIMEOUT_MS));
  }

  #send(ms: number, word: string, timeoutMs: number) {
    const { executor, keys } = this.#context;
    const { entryId, generation, holder } = this.#name;
    const args = [entryId, generation, holder, String(ms), word];
    return keepScript.run(executor, keys.generation, args, { timeoutMs, idempotent: true });
  }
}

/**
 * Asks Redis for the lease on an entry. One round trip. A leader has to `end()` its lease. Rejects when Redis does not
 * answer; a lease that Redis may have given nevertheless is then given back.
 *
 * @param unwantedCreatedAtMs - An entry that was stored at this time does not count as the answer.
 */
export async function acquireLease(
  context: AnswerContext,
  entryId: string,
  unwantedCreatedAtMs: number | undefined,
  options: SendOptions,
): Promise<LeaseReply> {
  const { executor, keys, timings } = context;
  const holder = randomUUID();
  const args = [entryId, holder, String(timings.leaseMs), String(unwantedCreatedAtMs ?? "")];
  try {
    const reply = await acquireScript.run(executor, keys.generation, args, { ...options, idempotent: true });
    const [status, fence, generation, since] = Array.isArray(reply) ? reply.map(String) : [];
    const askedAt = { generation: generation ?? "0", since: since ?? "0-0" };
    if (status === "lead" && fence !== undefined) {
      const lease = new AnswerLease(context, { entryId, holder, fence, generation: askedAt.generation });
      lease.keep();
      return { askedAt: { ...askedAt, fence }, status, lease };
    }
    return { askedAt, status: status === "there" || status === "skip" ? status : "wait" };
  } catch (error) {
    const generation = context.generation.current;
    new AnswerLease(context, { entryId, holder, fence: "0", generation }).end("vacant");
    throw error;
  }
}
