import type { RateLimiterAbstract } from "rate-limiter-flexible";
import { missingPackage, OctavecError } from "../errors/index.js";
import type { Command, Executor, Reply } from "../executor.js";

/** The result of counting one call. */
export interface Count {
  readonly allowed: boolean;
  /** Points that are left in the key's window. */
  readonly remaining: number;
  /** Milliseconds until the key has points again; 0 when allowed. */
  readonly retryAfterMs: number;
}

/** Takes points from a key's window. Rejects if it could not count. */
export type Consume = (name: string, points: number) => Promise<Count>;

/** Two counters of one limit: `redis` counts for all processes, `memory` for this process only. */
export interface LimitCounters {
  readonly redis: Consume;
  readonly memory: Consume;
}

/** Options of `rate-limiter-flexible`; times in seconds. */
interface Limit {
  readonly points: number;
  readonly duration: number;
  readonly blockDuration: number;
  readonly keyPrefix: string;
}

/** Creates the counters. @throws OctavecError `MISSING_DEPENDENCY` if `rate-limiter-flexible` is not installed. */
export async function openCounters(
  executor: Executor,
  timeoutMs: number,
  limit: Limit,
): Promise<LimitCounters> {
  const { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } = await loadLimiters();
  const consumeFrom =
    (limiter: RateLimiterAbstract): Consume =>
    async (name, points) => {
      try {
        const { remainingPoints } = await limiter.consume(name, points);
        return { allowed: true, remaining: remainingPoints, retryAfterMs: 0 };
      } catch (reason) {
        // The package rejects with a result if the limit is reached, and with an error if it could not count.
        if (!(reason instanceof RateLimiterRes)) throw reason;
        const { remainingPoints, msBeforeNext } = reason;
        return { allowed: false, remaining: remainingPoints, retryAfterMs: Math.max(0, msBeforeNext) };
      }
    };
  const storeClient = new RedisStore(executor, timeoutMs);
  return {
    redis: consumeFrom(new RateLimiterRedis({ ...limit, storeClient, useRedisPackage: true })),
    memory: consumeFrom(new RateLimiterMemory(limit)),
  };
}

async function loadLimiters(): Promise<typeof import("rate-limiter-flexible")> {
  try {
    return await import("rate-limiter-flexible");
  } catch (cause) {
    throw missingPackage("The rate limiter", ["rate-limiter-flexible"], cause);
  }
}

/**
 * The part of a node-redis client that `rate-limiter-flexible` calls, implemented with an executor: its counting script and
 * the transaction that blocks a key. Neither is repeated if its outcome is unknown, because a repeat would count twice.
 */
class RedisStore {
  constructor(
    private readonly executor: Executor,
    private readonly timeoutMs: number,
  ) {}

  eval(script: string, options: { readonly keys: readonly string[]; readonly arguments: readonly string[] }) {
    const { keys, arguments: values } = options;
    return this.executor.send(["EVAL", script, String(keys.length), ...keys, ...values], {
      timeoutMs: this.timeoutMs,
    });
  }

  multi(): StoreTransaction {
    return new StoreTransaction(this.executor, this.timeoutMs);
  }
}

class StoreTransaction {
  readonly #commands: Command[] = [];

  constructor(
    private readonly executor: Executor,
    private readonly timeoutMs: number,
  ) {}

  set(key: string, value: number, { EX }: { readonly EX: number }): this {
    this.#commands.push(["SET", key, String(value), "EX", String(EX)]);
    return this;
  }

  pTTL(key: string): this {
    this.#commands.push(["PTTL", key]);
    return this;
  }

  async exec(): Promise<Reply> {
    const options = { timeoutMs: this.timeoutMs };
    const [result] = await this.executor.pipeline([{ transaction: this.#commands }], options);
    if (result?.ok) return result.value;
    throw result?.error ?? new OctavecError("UNEXPECTED_REPLY", "A transaction got no reply.");
  }
}
