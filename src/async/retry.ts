import { isOctavecError } from "../errors/index.js";
import { pause } from "./on-abort.js";

/** The clock, the timer and the random numbers that retries use. Tests pass their own. */
export interface RetryTiming {
  /** Waits for `delayMs`. Rejects with the signal's reason as soon as it is aborted. */
  delay(delayMs: number, signal: AbortSignal | undefined): Promise<unknown>;
  /** A random number from 0 to 1, for the jitter. */
  random(): number;
  /** The current time in milliseconds since 1970, to read a date in `Retry-After`. */
  now(): number;
}

export const systemTiming: RetryTiming = {
  delay: pause,
  random: Math.random,
  now: Date.now,
};

export interface RetryRule {
  readonly maxRetries: number;
  /** Longest wait before the first repeat, in milliseconds. Doubles with each repeat. */
  readonly firstDelayMs: number;
  readonly maxRetryDelayMs: number;
  readonly signal: AbortSignal | undefined;
  readonly timing: RetryTiming;
}

/**
 * Runs `attempt`, and repeats it up to `maxRetries` times while it fails with a `retryable` coded error.
 *
 * The wait before a repeat is `details.retryAfterMs` of the error plus a random part of `firstDelayMs`; without
 * `retryAfterMs` it is that of {@link backoffMs}. An error that asks for more than `maxRetryDelayMs` is not repeated.
 *
 * This is for HTTP servers and other services. Calls to Redis follow another rule: they share a retry budget and stop at
 * an open circuit breaker.
 *
 * @throws the error of the last attempt, or the signal's reason.
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

/** The wait in milliseconds; undefined if the attempt should not be repeated. */
function delayBefore(
  retries: number,
  error: unknown,
  { firstDelayMs, maxRetryDelayMs, timing }: RetryRule,
): number | undefined {
  if (!isOctavecError(error) || !error.retryable) return undefined;
  const { retryAfterMs } = error.details;
  if (typeof retryAfterMs !== "number") {
    const delays = { baseDelayMs: firstDelayMs, maxDelayMs: maxRetryDelayMs };
    return backoffMs(retries + 1, delays, timing.random);
  }
  return retryAfterMs > maxRetryDelayMs ? undefined : retryAfterMs + timing.random() * firstDelayMs;
}

/**
 * The pause before repeat number `attempt` (1 or more), in milliseconds: a random value between half and all of
 * `baseDelayMs` · 2^(attempt − 1), which is at most `maxDelayMs`. The random part keeps clients that failed together from
 * coming back together.
 */
export function backoffMs(
  attempt: number,
  { baseDelayMs, maxDelayMs }: { readonly baseDelayMs: number; readonly maxDelayMs: number },
  random: () => number = Math.random,
): number {
  const ceilingMs = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
  return ceilingMs * (0.5 + random() / 2);
}

/**
 * Milliseconds that a `Retry-After` header asks to wait. The header holds seconds or an HTTP date (RFC 9110 §10.2.3); a date
 * in the past gives 0. Undefined if the header is missing or holds neither.
 */
export function parseRetryAfter(header: string | null | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Date.parse accepts much that is no HTTP date, such as "-1". All three forms of an HTTP date begin with a day's name.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  // The oldest form (asctime) names no time zone and means GMT.
  const dateMs = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
