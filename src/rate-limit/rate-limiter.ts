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

/** The client of a `RateLimiter`. */
export interface RateLimiterParts {
  /** The client that `connect()` returned. */
  client: { readonly executor: Executor };
}

/** Result of `consume`. */
export interface RateVerdict {
  /** Whether the call may go on. */
  readonly allowed: boolean;
  /** Points that are left in the key's window. If `whenUnavailable` decided: all with `"allow"`, none with `"refuse"`. */
  readonly remaining: number;
  /** Milliseconds until the key has points again; 0 if the call is allowed. */
  readonly retryAfterMs: number;
  /** What counted: `redis`, `memory` of this process, or `nobody` if `whenUnavailable` is `"allow"` or `"refuse"`. */
  readonly decidedBy: "redis" | "memory" | "nobody";
  /** Why Redis did not decide, if it did not. */
  readonly failure?: unknown;
}

/**
 * Limits the points that a key may consume in a fixed window of time. Redis counts for all processes together, so at most
 * `points` pass in a window, even if all calls come at once. A refused call counts too, but does not extend the window. Each
 * call takes one round trip.
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
   * @param key - What to count by, such as a user or an address. Redis gets only its SHA-256.
   * @param points - 1 to the limit. Default 1.
   * @throws OctavecError `INVALID_ARGUMENT`; `MISSING_DEPENDENCY` if `rate-limiter-flexible` is not installed. Failures of Redis
   * do not throw; they are in the result.
   */
  async consume(key: string, points = 1): Promise<RateVerdict> {
    this.#check(key, points);
    this.#counters ??= this.#open();
    const { redis, memory } = await this.#counters;
    // Each key has a hash tag of its own, so that keys spread over the slots of a cluster.
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
   * Runs `work` if the key has points left, and else `onLimited`.
   *
   * @returns what the function that ran returns. Rejects with what it throws.
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
      // `consume` makes the complete key.
      keyPrefix: "",
    };
    return openCounters(this.#executor, timeoutMs, limit).catch((error: unknown) => {
      // So that the next call tries again: the package may be installed then.
      this.#counters = undefined;
      throw error;
    });
  }

  /** The result with `whenUnavailable: "allow"` or `"refuse"`; undefined with `"memory"`. */
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
      throw new OctavecError("INVALID_ARGUMENT", "key: expected a string that is not empty.");
    }
    const { points: limit } = this.#options;
    if (Number.isInteger(points) && points >= 1 && points <= limit) return;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `points: expected a whole number from 1 to ${limit} (the limit), got ${points}.`,
      { details: { limit } },
    );
  }
}
