import type { OctavecError } from "../errors/index.js";
import { pause } from "../on-abort.js";

/** What became of one attempt. A failure is repeated when its error is `retryable`. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: OctavecError; readonly retryAfterMs?: number | undefined };

export interface RetryOptions {
  readonly maxRetries: number;
  readonly maxRetryDelayMs: number;
  readonly signal: AbortSignal | undefined;
  readonly timing: RetryTiming;
}

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

const FIRST_DELAY_MS = 500;

/**
 * Runs `attempt` up to 1 + `maxRetries` times. The wait before repeat n is what the server asked for plus up to half a
 * second, or else between half and all of 500 ms · 2ⁿ, at most `maxRetryDelayMs`: jitter keeps many clients from
 * coming back at the same moment. A server that asks for more than `maxRetryDelayMs` ends it at once.
 *
 * Rejects with the last attempt's error, or with the reason of the signal.
 */
export async function withRetry<T>(attempt: () => Promise<Attempt<T>>, options: RetryOptions): Promise<T> {
  const { maxRetries, maxRetryDelayMs, signal, timing } = options;
  for (let retries = 0; ; retries += 1) {
    const outcome = await attempt();
    if (outcome.ok) return outcome.value;
    const { error, retryAfterMs } = outcome;
    if (!error.retryable || retries === maxRetries) throw error;
    if (retryAfterMs !== undefined && retryAfterMs > maxRetryDelayMs) throw error;
    const jitter = timing.random();
    const delayMs =
      retryAfterMs === undefined
        ? Math.min(FIRST_DELAY_MS * 2 ** retries, maxRetryDelayMs) * (0.5 + jitter / 2)
        : retryAfterMs + jitter * FIRST_DELAY_MS;
    await timing.delay(delayMs, signal);
  }
}
