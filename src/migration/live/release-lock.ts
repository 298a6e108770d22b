import type { Executor } from "../../executor.js";

/** KEYS: lock. ARGV: token. Deletes the lock only if this process still holds it. */
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** Releases a lock that was taken with `SET key token NX PX …`. */
export async function releaseLock(executor: Executor, key: string, token: string): Promise<void> {
  await executor.send(["EVAL", RELEASE, "1", key, token], { idempotent: true });
}
