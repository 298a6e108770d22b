import type { TestProject } from "vitest/node";
import { startRedis8 } from "../../src/testing/index.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The server that the whole run shares; tests keep to themselves by key prefix (`uniquePrefix`). */
    redisUrl: string;
    /** For example `"8.0.2"`: decides which commands and options a test may expect. */
    redisVersion: string;
    redisSource: string;
  }
}

/**
 * One Redis 8 for the whole run. Without one the integration tests would prove nothing, so its absence fails the run, in CI
 * and elsewhere alike; the unit tests run without a server (`npm run test:unit`).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await startRedis8();
  console.log(`Redis ${redis.version} at ${redis.host}:${redis.port} (${redis.source}: ${redis.origin})`);
  project.provide("redisUrl", redis.url);
  project.provide("redisVersion", redis.version);
  project.provide("redisSource", redis.source);
  return () => redis.stop();
}
