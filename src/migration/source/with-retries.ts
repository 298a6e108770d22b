import { isOctavecError } from "../../errors/index.js";
import { pause } from "../../on-abort.js";

/** What waiting needs from the world; tests bring their own. */
export interface RetryTiming {
  /** Waits; rejects with the signal's reason as soon as it is aborted. */
  delay(delayMs: number, signal: AbortSignal | undefined): Promise<unknown>;
  /** Uniform in 0…1, for the jitter. */
  random(): number;
  /** Milliseconds since 1970, to read a date in `Retry-After`. */
  now(): number;
}

export const systemTiming: RetryTiming = {
  delay: pause,
  random: Math.random,
  now: Date.now,
};

export interface RetryRule {
  readonly maxRetries: number;
  readonly maxRetryDelayMs: number;
  readonly signal: AbortSignal | undefined;
  readonly timing: RetryTiming;
}

const FIRST_DELAY_MS = 250;

/**
 * Runs `attempt` up to 1 + `maxRetries` times, again after each coded error that is `retryable`. The wait before
 * repeat n is `details.retryAfterMs` of that error plus up to a quarter of a second, or else between half and all of
 * 250 ms · 2ⁿ, at most `maxRetryDelayMs`. An error that asks for more than `maxRetryDelayMs` ends it at once.
 *
 * Rejects with the last attempt's error, or with the reason of the signal.
 *
 * The retries of `embedding` look alike, but answer to another rule (what a provider says of its rate limits) and to other
 * options; the two are kept apart so that either can change.
 */
export async function withRetries<T>(attempt: () => Promise<T>, rule: RetryRule): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    rule.signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      rule.signal?.throwIfAborted();
      const delayMs = retries < rule.maxRetries ? delayBefore(retries, error, rule) : undefined;
      if (delayMs === undefined) throw error;
      await rule.timing.delay(delayMs, rule.signal);
    }
  }
}

/** Undefined: another attempt is pointless, or would come too late. */
function delayBefore(
  retries: number,
  error: unknown,
  { maxRetryDelayMs, timing }: RetryRule,
): number | undefined {
  if (!isOctavecError(error) || !error.retryable) return undefined;
  const { retryAfterMs } = error.details;
  if (typeof retryAfterMs !== "number") {
    return Math.min(FIRST_DELAY_MS * 2 ** retries, maxRetryDelayMs) * (0.5 + timing.random() / 2);
  }
  return retryAfterMs > maxRetryDelayMs ? undefined : retryAfterMs + timing.random() * FIRST_DELAY_MS;
}
