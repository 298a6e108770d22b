import { setTimeout as delay } from "node:timers/promises";
import { askRedis } from "./ask-redis.js";
import type { RedisAddress } from "./redis-address.js";

export interface WaitOptions {
  readonly timeoutMs: number;
  /** Message for the error, for example "the server did not answer". */
  readonly failure: string;
  readonly signal?: AbortSignal | undefined;
}

const INTERVAL_MS = 10;
const ANSWER_TIMEOUT_MS = 2_000;

/**
 * Calls `check` every 10 ms until it returns another value than `undefined`.
 *
 * @returns that value.
 * @throws what `check` throws; the signal's reason; a plain error when the time is up.
 */
export async function waitUntil<T>(
  check: () => Promise<T | undefined> | T | undefined,
  { timeoutMs, failure, signal }: WaitOptions,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const value = await check();
    if (value !== undefined) return value;
    if (performance.now() >= deadline) throw new Error(`${failure} within ${timeoutMs} ms`);
    await delay(INTERVAL_MS);
  }
}

/** Resolves when the replica has its primary's data and follows it. */
export async function waitForPrimary(replica: RedisAddress, timeoutMs: number): Promise<void> {
  await waitUntil(
    async () => {
      const [info] = await askRedis(replica, [["INFO", "replication"]], ANSWER_TIMEOUT_MS);
      return info?.text.includes("master_link_status:up") === true ? true : undefined;
    },
    { timeoutMs, failure: "the replica was not in step with its primary" },
  );
}
