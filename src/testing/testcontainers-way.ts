import { OctavecError } from "../errors/index.js";
import { startContainer } from "./container-redis.js";
import { findDockerEngine } from "./docker-engine.js";
import type { RedisHandle } from "./redis-handle.js";
import type { Way, WayRequest } from "./way.js";

/**
 * The image that Testcontainers starts, the same as in docker-compose.redis8.yml (a test compares them). Pinned to a
 * patch release that has the August 2026 security fixes: before them, `VREM` during a running `VSIM` was a use after free.
 */
export const REDIS_IMAGE = "redis:8.8.3";

/** A container of the image that docker-compose.redis8.yml names, by way of the optional package `testcontainers`. */
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

/** Loaded on demand: an optional peer, and a second's work that most starts do not need. */
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

/** The image of one version; without a version, the one of the compose file. */
function imageOf(version: string | undefined): string {
  return version === undefined ? REDIS_IMAGE : `redis:${version}`;
}
