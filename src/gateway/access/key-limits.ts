import type { Executor } from "../../executor.js";
import { RateLimiter } from "../../rate-limit/index.js";

const MINUTE_MS = 60_000;

/** What a key may use in a minute, over all processes. Undefined: any number. */
export interface MinuteLimits {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
}

/** Says that a key is over a limit. */
interface OverLimit {
  readonly what: "requests" | "tokens";
  readonly perMinute: number;
  /** Until the minute of the key ends. At least 1. */
  readonly retryAfterSeconds: number;
}

/**
 * Counts what each key uses in a minute, in Redis, for all processes together. While Redis does not answer, each process counts by itself, so
 * a key may use more. Minutes begin with the first request of a key.
 */
export class KeyLimits {
  readonly #client: { readonly executor: Executor };
  readonly #namespace: string;
  readonly #limiters = new Map<string, RateLimiter>();

  constructor(client: { readonly executor: Executor }, namespace: string) {
    this.#client = client;
    this.#namespace = namespace;
  }

  /** @throws OctavecError `MISSING_DEPENDENCY` if there is a limit and `rate-limiter-flexible` is not installed: better now than at a request. */
  async requirePackage(keys: readonly MinuteLimits[]): Promise<void> {
    const isLimited = ({ requestsPerMinute, tokensPerMinute }: MinuteLimits) =>
      requestsPerMinute !== undefined || tokensPerMinute !== undefined;
    if (keys.some(isLimited)) await this.#limiterOf("requests", 1).consume("start");
  }

  /**
   * Counts one request and, if they are known already, its tokens. If they are not, only a key that has tokens left is let in.
   *
   * @returns the limit that the key is over; undefined if it may go on.
   */
  async enter(key: string, limits: MinuteLimits, tokens = 1): Promise<OverLimit | undefined> {
    const { requestsPerMinute, tokensPerMinute } = limits;
    return (
      (await this.#take("requests", key, requestsPerMinute, 1)) ??
      (await this.#take("tokens", key, tokensPerMinute, tokens))
    );
  }

  /** Counts the tokens of a request that `enter` let in without them. */
  async addTokens(key: string, { tokensPerMinute }: MinuteLimits, tokens: number): Promise<void> {
    if (tokens > 1) await this.#take("tokens", key, tokensPerMinute, tokens - 1);
  }

  async #take(
    what: OverLimit["what"],
    key: string,
    perMinute: number | undefined,
    count: number,
  ): Promise<OverLimit | undefined> {
    if (perMinute === undefined) return undefined;
    // More than the limit at once fits into a minute of its own only.
    const points = Math.min(perMinute, Math.max(1, Math.ceil(count)));
    const { allowed, retryAfterMs } = await this.#limiterOf(what, perMinute).consume(key, points);
    if (allowed) return undefined;
    return { what, perMinute, retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1_000)) };
  }

  #limiterOf(what: OverLimit["what"], points: number): RateLimiter {
    const name = what === "requests" ? `gateway-${points}` : `gateway-tokens-${points}`;
    const known = this.#limiters.get(name);
    if (known !== undefined) return known;
    const made = new RateLimiter({
      ...{ client: this.#client, namespace: this.#namespace, name, points },
      durationMs: MINUTE_MS,
    });
    this.#limiters.set(name, made);
    return made;
  }
}
