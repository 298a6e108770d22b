import type { Executor } from "../../executor.js";
import { RateLimiter } from "../../rate-limit/index.js";

const MINUTE_MS = 60_000;
const MOST_REQUESTS = 1_000_000_000;

/** Counts the requests of each key in a minute, in Redis, for all processes together. */
export class RequestLimits {
  readonly #client: { readonly executor: Executor };
  readonly #namespace: string;
  readonly #limiters = new Map<number, RateLimiter>();

  constructor(client: { readonly executor: Executor }, namespace: string) {
    this.#client = client;
    this.#namespace = namespace;
  }

  /** @throws OctavecError `MISSING_DEPENDENCY` if `rate-limiter-flexible` is not installed: better at the start than at a request. */
  async requirePackage(): Promise<void> {
    await this.take("start", MOST_REQUESTS);
  }

  /** Counts one request. @returns milliseconds until the key may ask again; 0 if it may now. */
  async take(what: string, requestsPerMinute: number): Promise<number> {
    const { allowed, retryAfterMs } = await this.#limiterOf(requestsPerMinute).consume(what);
    return allowed ? 0 : Math.max(1, retryAfterMs);
  }

  #limiterOf(points: number): RateLimiter {
    const known = this.#limiters.get(points);
    if (known !== undefined) return known;
    const made = new RateLimiter({
      client: this.#client,
      namespace: this.#namespace,
      name: `gateway-${points}`,
      points,
      durationMs: MINUTE_MS,
    });
    this.#limiters.set(points, made);
    return made;
  }
}
