import { OctavecError } from "../errors/index.js";
import { startContainer } from "./container-redis.js";
import { findDockerEngine } from "./docker-engine.js";
import type { RedisHandle } from "./redis-handle.js";
import type { Way, WayRequest } from "./way.js";

/**
 * The image that Testcontainers starts. It is the same as in docker-compose.redis8.yml, which a test checks. The pinned patch
 * release has the security fixes of August 2026: before, `VREM` during a running `VSIM` could use freed memory.
 */
export const REDIS_IMAGE = "redis:8.8.3";

/** A container of the image in docker-compose.redis8.yml, started by the optional package `testcontainers`. */
export const testcontainersWay: Way = {
  source: "testcontainers",
  title: `Testcontainers with ${REDIS_IMAGE}`,
  async start({ args, env, startTimeoutMs, tls, signal, version }: WayRequest): Promise<RedisHandle> {
    if (tls !== undefined)
      throw new Error("skipped: TLS is for servers that run as processes of this machine");
    await findDockerEngine(env);
    const library = await loadTestcontainers();
    return startContainer({ library, image: imageOf(version), args, startTimeoutMs }, [], signal);
  },
};

/** Loads the package on demand, because it is optional and takes a second to load. */
async function loadTestcontainers(): Promise<typeof import("testcontainers")> {
  try {
    return await import("testcontainers");
  } catch (cause) {
    throw new OctavecError(
      "MISSING_DEPENDENCY",
      "a Docker engine answers but the package testcontainers cannot be loaded; npm install --save-dev testcontainers",
      { cause },
    );
  }
}

/** The image of one version. Default: that of the compose file. */
function imageOf(version: string | undefined): string {
  return version === undefined ? REDIS_IMAGE : `redis:${version}`;
}
