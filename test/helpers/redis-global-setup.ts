import type { TestProject } from "vitest/node";
import { startRedis8 } from "../../src/testing/index.js";
import { bundlePrograms } from "./bundled-programs.js";
import type { TestServer } from "./servers.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The server that the whole run shares; tests keep to themselves by key prefix (`uniquePrefix`). */
    redisUrl: string;
    /** For example `"8.0.2"`: decides which commands and options a test may expect. */
    redisVersion: string;
    redisSource: string;
    /** The servers of `onEachServer`. */
    testedServers: readonly TestServer[];
    /** The folder of `bundlePrograms`. */
    programs: string;
  }
}

/**
 * One Redis 8 for the whole run. Without one the integration tests would prove nothing, so its absence fails the run, in CI
 * and elsewhere alike; the unit tests run without a server (`npm run test:unit`).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const programs = await bundlePrograms();
  project.provide("programs", programs.folder);
  const redis = await startRedis8();
  const { url, version, host, port, source, origin } = redis;
  console.log(`Redis ${version} at ${host}:${port} (${source}: ${origin})`);
  project.provide("redisUrl", url);
  project.provide("redisVersion", version);
  project.provide("redisSource", source);
  project.provide("testedServers", [{ url, version }]);
  return async () => {
    programs[Symbol.dispose]();
    await redis.stop();
  };
}
