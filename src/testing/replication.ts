import { askRedis } from "./ask-redis.js";
import type { RedisAddress } from "./redis-address.js";
import { waitUntil } from "./wait-until.js";

const ANSWER_TIMEOUT_MS = 2_000;

/** Returns when the replica at this address has its primary's data and follows it. */
export async function waitForPrimary(replica: RedisAddress, timeoutMs: number): Promise<void> {
  await waitUntil(
    async () => {
      const [info] = await askRedis(replica, [["INFO", "replication"]], ANSWER_TIMEOUT_MS);
      return info?.text.includes("master_link_status:up") === true ? true : undefined;
    },
    { timeoutMs, failure: "the replica was not in step with its primary" },
  );
}
