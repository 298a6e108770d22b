/**
 * The image that Testcontainers starts, the same as in docker-compose.redis8.yml (a test compares them). Pinned to a
 * patch release that has the August 2026 security fixes: before them, `VREM` during a running `VSIM` was a use after free.
 */
export const REDIS_IMAGE = "redis:8.8.3";

/** The image of one version; without a version, the one of the compose file. */
export function imageOf(version: string | undefined): string {
  return version === undefined ? REDIS_IMAGE : `redis:${version}`;
}
