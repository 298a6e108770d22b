import { onTestFinished } from "vitest";
import { type RedisHandle, startRedis8 } from "../../src/testing/index.js";

/** A server of the test's own, for tests that stop, freeze or configure it. It ends with the test. */
export async function startedRedis(...args: string[]): Promise<RedisHandle> {
  // An argument makes sure that it is one's own, also where REDIS_URL names a server for the rest of the run.
  const redis = await startRedis8({ args: args.length === 0 ? ["--databases", "16"] : args });
  onTestFinished(() => redis.stop());
  return redis;
}
