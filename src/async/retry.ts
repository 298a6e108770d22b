import { isOctavecError } from "../errors/index.js";
import { pause } from "./on-abort.js";

/** What waiting needs from the world; tests bring their own. */
export interface RetryTiming {
  /** Waits; rejects with the reason of the signal as soon as it is aborted. */
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
  /** Longest wait before the first repeat, in milliseconds. Doubles with each repeat. */
  readonly firstDelayMs: number;
  readonly maxRetryDelayMs: number;
  readonly signal: AbortSignal | undefined;
  readonly timing: RetryTiming;
}

/**
 * Runs `attempt` up to 1 + `maxRetries` times, again after each coded error that is `retryable`. The wait before
 * repeat n is `details.retryAfterMs` of that error plus up to `firstDelayMs`, or else between half and all of
 * `firstDelayMs` · 2ⁿ, at most `maxRetryDelayMs`: jitter keeps many clients from coming back at the same moment. An error
 * that asks for more than `maxRetryDelayMs` ends it at once.
 *
 * Rejects with the last attempt's error, or with the reason of the signal.
 *
 * For HTTP servers and other foreign services. Calls to Redis follow another rule: they share a retry budget and stop at an
 * open circuit breaker.
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
 * The pause before attempt number `attempt` (1 is the first repetition), in milliseconds: exponential, with the second half
 * of it at random, so that clients that failed together do not come back together.
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
 * Milliseconds that a `Retry-After` header asks to wait: seconds or an HTTP date (RFC 9110 §10.2.3); a date in the past
 * is 0. Undefined when the header is missing or says neither.
 */
export function parseRetryAfter(header: string | null | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Date.parse takes much that is no HTTP date ("-1" is a year to it); all three forms of one start with a day's name.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  // The oldest of them (asctime) names no zone and means GMT.
  const dateMs = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
