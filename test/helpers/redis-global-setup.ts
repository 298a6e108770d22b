import type { TestProject } from "vitest/node";
import { SERVER_VERSIONS, startServerOfVersion } from "../../scripts/bench/server-of-version.js";
import { type RedisHandle, startRedis8 } from "../../src/testing/index.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The server that the whole run shares; tests keep to themselves by key prefix (`uniquePrefix`). */
    redisUrl: string;
    /** For example `"8.0.2"`: decides which commands and options a test may expect. */
    redisVersion: string;
    redisSource: string;
    /** Servers of other versions beside the shared one, as far as this machine has them. */
    otherServers: readonly { readonly url: string; readonly version: string }[];
  }
}

/**
 * One Redis 8 for the whole run. Without one the integration tests would prove nothing, so its absence fails the run, in CI
 * and elsewhere alike; the unit tests run without a server (`npm run test:unit`).
 *
 * The library has to do right by every version, and versions differ: 8.0.2 answers a search without attributes, 8.2.3 with
 * them, 8.6.3 crashes under threaded searches. So one server of each other version runs beside it. Where a version cannot
 * be had, the run says that it goes without.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = await startRedis8();
  console.log(
    `Redis ${shared.version} at ${shared.host}:${shared.port} (${shared.source}: ${shared.origin})`,
  );
  project.provide("redisUrl", shared.url);
  project.provide("redisVersion", shared.version);
  project.provide("redisSource", shared.source);
  const others = await startOthers(shared.version);
  project.provide(
    "otherServers",
    others.map(({ url, version }) => ({ url, version })),
  );
  return async () => {
    await Promise.all([shared, ...others].map((redis) => redis.stop()));
  };
}

async function startOthers(sharedVersion: string): Promise<RedisHandle[]> {
  const servers: RedisHandle[] = [];
  for (const version of SERVER_VERSIONS) {
    if (version === sharedVersion) continue;
    try {
      const redis = await startServerOfVersion(version);
      console.log(`Redis ${version} at ${redis.host}:${redis.port} (for tests on several versions)`);
      servers.push(redis);
    } catch (error) {
      console.warn(`No tests on Redis ${version}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return servers;
}
