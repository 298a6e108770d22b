import type { TestProject } from "vitest/node";
import { SERVER_VERSIONS, startServerOfVersion } from "../../scripts/bench/server-of-version.js";
import { messageOf } from "../../src/errors/index.js";
import type { RedisHandle } from "../../src/testing/index.js";
import startShared from "./redis-global-setup.js";

/**
 * Beside the shared server one of each other version, for the suites of `onEachServer`. The library has to do right by
 * every version, and versions differ: 8.0.2 answers a search without attributes, 8.2.3 with them, 8.6.3 crashes under
 * threaded searches. Where a version cannot be had, the run says that it goes without.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stopShared = await startShared(project);
  const others = await startOthers(project.getProvidedContext().redisVersion);
  project.provide(
    "testedServers",
    others.map(({ url, version }) => ({ url, version })),
  );
  return async () => {
    await Promise.all([stopShared(), ...others.map((redis) => redis.stop())]);
  };
}

async function startOthers(sharedVersion: string): Promise<RedisHandle[]> {
  const servers: RedisHandle[] = [];
  for (const version of SERVER_VERSIONS) {
    if (version === sharedVersion) continue;
    try {
      const redis = await startServerOfVersion(version);
      console.log(`Redis ${version} at ${redis.host}:${redis.port} (for the suites of each server)`);
      servers.push(redis);
    } catch (error) {
      console.warn(`No tests on Redis ${version}: ${messageOf(error)}`);
    }
  }
  return servers;
}
