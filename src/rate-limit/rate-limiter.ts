import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { Respite } from "../cache/memory/index.js";
import type { VectorClient } from "../client.js";
import { hashTag } from "../embedding/cache/hash-tag.js";
import { OctavecError } from "../errors/index.js";
import {
  parseOptions,
  type RateLimiterOptions,
  type ResolvedRateLimiterOptions,
  rateLimiterSchema,
} from "../options/index.js";
import { LimiterStore } from "./limiter-store.js";

/** What a `RateLimiter` works with, beside its options. */
export interface RateLimiterParts {
  client: Pick<VectorClient, "executor">;
}

/** Whether a call may go on. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** Points left in the key's window; of `whenUnavailable: "allow"` and `"refuse"`, all or none. */
  readonly remaining: number;
  /** Milliseconds until the key has points again; 0 when allowed. */
  readonly retryAfterMs: number;
  /** Who counted: Redis, this process, or nobody (`whenUnavailable` alone decided). */
  readonly decidedBy: "redis" | "memory" | "nobody";
  /** Why Redis did not decide. */
  readonly failure?: unknown;
}

/**
 * So many points per key and window, counted in Redis for all processes together: at most `points` pass in a window,
 * however they burst in (fixed windows, as `rate-limiter-flexible` counts them). A refused call counts too, but does not
 * move the window's end. One round trip per call.
 */
export class RateLimiter {
  readonly #options: ResolvedRateLimiterOptions;
  readonly #shared: RateLimiterRedis;
  readonly #local: RateLimiterMemory;
  readonly #respite = new Respite();

  /** Does no I/O. @throws OctavecError `INVALID_OPTIONS`. */
  constructor({ client, ...options }: RateLimiterParts & RateLimiterOptions) {
    const resolved = parseOptions(rateLimiterSchema, options, "options of the rate limiter");
    const limit = {
      points: resolved.points,
      duration: resolved.durationMs / 1_000,
      blockDuration: (resolved.blockDurationMs ?? 0) / 1_000,
      // The whole key is made here.
      keyPrefix: "",
    };
    this.#options = resolved;
    const storeClient = new LimiterStore(client.executor, resolved.timeoutMs);
    this.#shared = new RateLimiterRedis({ ...limit, storeClient, useRedisPackage: true });
    this.#local = new RateLimiterMemory(limit);
  }

  /**
   * Takes points from a key's window.
   *
   * @param key - Whom to count: a user, an address … Redis sees its SHA-256 only.
   * @param points - 1 to the limit. Default 1.
   * @throws OctavecError `INVALID_ARGUMENT`; nothing else: what Redis fails with is in the verdict.
   */
  async consume(key: string, points = 1): Promise<RateVerdict> {
    this.#check(key, points);
    // One tag for each key, so that they spread over the slots of a cluster.
    const hash = createHash("sha256").update(key, "utf16le").digest("hex");
    const name = hashTag(this.#options, `limits:${this.#options.name}:${hash}`);
    if (this.#respite.isOn) {
      return { ...(await this.#decideAlone(name, points)), failure: this.#respite.lastFailure };
    }
    try {
      const verdict = await consumeFrom(this.#shared, name, points, "redis");
      this.#respite.answered();
      return verdict;
    } catch (failure) {
      this.#respite.failed(failure);
      return { ...(await this.#decideAlone(name, points)), failure };
    }
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

  async #decideAlone(name: string, points: number): Promise<RateVerdict> {
    const { whenUnavailable, points: limit, durationMs } = this.#options;
    if (whenUnavailable === "allow") {
      return { allowed: true, remaining: limit, retryAfterMs: 0, decidedBy: "nobody" };
    }
    if (whenUnavailable === "refuse") {
      return { allowed: false, remaining: 0, retryAfterMs: durationMs, decidedBy: "nobody" };
    }
    return consumeFrom(this.#local, name, points, "memory");
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

/** The library rejects with a result when the limit is reached, and with anything else when it could not count. */
async function consumeFrom(
  limiter: RateLimiterRedis | RateLimiterMemory,
  name: string,
  points: number,
  decidedBy: "redis" | "memory",
): Promise<RateVerdict> {
  try {
    const { remainingPoints } = await limiter.consume(name, points);
    return { allowed: true, remaining: remainingPoints, retryAfterMs: 0, decidedBy };
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    const { remainingPoints, msBeforeNext } = reason;
    return { allowed: false, remaining: remainingPoints, retryAfterMs: Math.max(0, msBeforeNext), decidedBy };
  }
}
