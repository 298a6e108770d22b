import { createHash } from "node:crypto";
import { Cooldown } from "../async/index.js";
import { OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import {
  hashTag,
  parseOptions,
  type RateLimiterOptions,
  type ResolvedRateLimiterOptions,
  rateLimiterSchema,
} from "../options/index.js";
import { type Count, type LimitCounters, openCounters } from "./counters.js";

/** What a `RateLimiter` works with, beside its options. */
export interface RateLimiterParts {
  /** Of `connect()`. */
  client: { readonly executor: Executor };
}

/** Whether a call may go on. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** Points left in the key's window; with `whenUnavailable` `"allow"` or `"refuse"`, all or none. */
  readonly remaining: number;
  /** Milliseconds until the key has points again; 0 when allowed. */
  readonly retryAfterMs: number;
  /** Who counted: Redis, this process, or nobody (`whenUnavailable` alone decided). */
  readonly decidedBy: "redis" | "memory" | "nobody";
  /** Why Redis did not decide. */
  readonly failure?: unknown;
}

/**
 * A number of points per key and window, counted in Redis for all processes together: at most `points` pass in a window,
 * also when they come all at once (fixed windows, as `rate-limiter-flexible` counts them). A refused call counts too, but
 * does not move the window's end. One round trip per call.
 *
 * Needs the optional package `rate-limiter-flexible`, which is loaded at the first call.
 */
export class RateLimiter {
  readonly #executor: Executor;
  readonly #options: ResolvedRateLimiterOptions;
  readonly #cooldown = new Cooldown();
  #counters: Promise<LimitCounters> | undefined;

  /** Does no I/O. @throws OctavecError `INVALID_OPTIONS`. */
  constructor({ client, ...options }: RateLimiterParts & RateLimiterOptions) {
    this.#options = parseOptions(rateLimiterSchema, options, "options of the rate limiter");
    this.#executor = client.executor;
  }

  /**
   * Takes points from a key's window.
   *
   * @param key - Whom to count: a user, an address … Redis sees its SHA-256 only.
   * @param points - 1 to the limit. Default 1.
   * @throws OctavecError `INVALID_ARGUMENT`; `MISSING_DEPENDENCY` when `rate-limiter-flexible` is not installed. Failures of
   * Redis are in the verdict.
   */
  async consume(key: string, points = 1): Promise<RateVerdict> {
    this.#check(key, points);
    this.#counters ??= this.#open();
    const { redis, memory } = await this.#counters;
    // One tag for each key, so that keys spread over the slots of a cluster.
    const hash = createHash("sha256").update(key, "utf16le").digest("hex");
    const name = hashTag(this.#options, `limits:${this.#options.name}:${hash}`);
    const withoutRedis = async (failure: unknown): Promise<RateVerdict> => ({
      ...(this.#decideUncounted() ?? { ...(await memory(name, points)), decidedBy: "memory" }),
      failure,
    });
    if (this.#cooldown.isOn) return withoutRedis(this.#cooldown.lastFailure);
    let count: Count;
    try {
      count = await redis(name, points);
    } catch (failure) {
      this.#cooldown.failed(failure);
      return withoutRedis(failure);
    }
    this.#cooldown.succeeded();
    return { ...count, decidedBy: "redis" };
  }

  /**
   * Runs `work` within the limit, and `onLimited` in its place when the key has no points left.
   *
   * @returns what the one that ran gives; rejects with what it throws.
   */
  async run<T, F = T>(
    key: string,
    work: () => T | Promise<T>,
    onLimited: (verdict: RateVerdict) => F | Promise<F>,
  ): Promise<T | F> {
    const verdict = await this.consume(key);
    return verdict.allowed ? work() : onLimited(verdict);
  }

  #open(): Promise<LimitCounters> {
    const { points, durationMs, blockDurationMs = 0, timeoutMs } = this.#options;
    const limit = {
      points,
      duration: durationMs / 1_000,
      blockDuration: blockDurationMs / 1_000,
      // `consume` makes the whole key.
      keyPrefix: "",
    };
    return openCounters(this.#executor, timeoutMs, limit).catch((error: unknown) => {
      // The package may be there at the next call.
      this.#counters = undefined;
      throw error;
    });
  }

  /** The verdict of `whenUnavailable: "allow"` and `"refuse"`; undefined with `"memory"`. */
  #decideUncounted(): RateVerdict | undefined {
    const { whenUnavailable, points, durationMs } = this.#options;
    if (whenUnavailable === "allow")
      return { allowed: true, remaining: points, retryAfterMs: 0, decidedBy: "nobody" };
    if (whenUnavailable === "refuse")
      return { allowed: false, remaining: 0, retryAfterMs: durationMs, decidedBy: "nobody" };
    return undefined;
  }

  #check(key: string, points: number): void {
    if (typeof key !== "string" || key === "") {
      throw new OctavecError("INVALID_ARGUMENT", "key: expected a text that is not empty.");
    }
    const { points: limit } = this.#options;
    if (Number.isInteger(points) && points >= 1 && points <= limit) return;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `points: expected a whole number from 1 to ${limit}, which is the limit; got ${points}.`,
      { details: { limit } },
    );
  }
}
