import { backoffMs, loopTimeMs, pause } from "../async/index.js";
import { isOctavecError } from "../errors/index.js";
import type { ResolvedRetryOptions } from "../options/index.js";
import type { RetryObserver } from "../telemetry/index.js";
import type { RetryBudget } from "./retry-budget.js";

/**
 * The further attempts of one call. Where a circuit breaker refused, nothing was sent: waiting for it is no attempt, and
 * costs the budget once however long it takes.
 */
export class RetryPlan {
  #attempts = 0;
  #waits = 0;

  constructor(
    private readonly options: ResolvedRetryOptions,
    private readonly budget: RetryBudget,
    private readonly endsAtMs: number,
    private readonly observer: RetryObserver | undefined,
  ) {}

  /**
   * Waits before the next attempt.
   *
   * @returns false when there is none, because of its number, its time or the budget.
   * @throws the signal's reason when the caller gives up meanwhile.
   */
  async mayTryAgain(error: unknown, signal: AbortSignal | undefined): Promise<boolean> {
    const isRefused = isOctavecError(error, "CIRCUIT_OPEN");
    if (signal?.aborted || this.options.maxRetries === 0) return false;
    if (!isRefused && this.#attempts >= this.options.maxRetries) return false;
    const delayMs = isRefused ? openForMs(error) : backoffMs(this.#attempts + 1, this.options);
    if (loopTimeMs() + delayMs >= this.endsAtMs) return false;
    const isPaid = isRefused && this.#waits > 0;
    if (!isPaid && !this.budget.spend()) {
      this.observer?.budgetExhausted();
      return false;
    }
    if (isRefused) this.#waits++;
    else this.#attempts++;
    await pause(delayMs, signal);
    return true;
  }
}

/** At least a moment, and not for all at the same one. A server that was isolated by hand has no next attempt. */
function openForMs(error: { readonly details: Readonly<Record<string, unknown>> }): number {
  const { nextAttemptInMs } = error.details;
  return typeof nextAttemptInMs === "number"
    ? nextAttemptInMs + 5 + Math.random() * 20
    : Number.POSITIVE_INFINITY;
}
