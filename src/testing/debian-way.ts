import { messageOf } from "../errors/index.js";
import { downloadRuntime } from "./debian-download.js";
import {
  type DebianRelease,
  type DebianRuntime,
  debianCacheFolder,
  findCachedRuntime,
  runOnDebian,
} from "./debian-runtime.js";
import type { RedisHandle } from "./redis-handle.js";
import { spawnRedis } from "./spawned-redis.js";
import type { Way, WayRequest } from "./way.js";

/**
 * Debian's redis-server of the newest stable release. It is unpacked into the user's cache folder and not installed, so it
 * needs no root and changes no packages of the system. Debian 12 has Redis 7.0, Debian 13 has 8.0.2. A version that the
 * caller names may also come from Debian's experimental section.
 */
export const debianWay: Way = {
  source: "debian",
  title: "Debian's redis-server package, unpacked into the user's cache",
  async start(request: WayRequest): Promise<RedisHandle> {
    const { args, env, startTimeoutMs, tls, signal, sentinel, version } = request;
    const runtime = await getDebianRuntime(request, version);
    const command = runOnDebian(runtime, runtime.serverFile);
    const origin = `Debian's redis-server in ${runtime.folder}`;
    const plan = {
      source: "debian",
      origin,
      command,
      args,
      env: debianEnv(env),
      startTimeoutMs,
      tls,
      sentinel,
    } as const;
    return spawnRedis(plan, signal);
  },
};

/**
 * Finds the runtime in the cache, which needs neither network nor apt, or downloads it. Without `version`: the version of the
 * stable release.
 */
export async function getDebianRuntime(request: WayRequest, version?: string): Promise<DebianRuntime> {
  if (process.platform !== "linux") throw new Error(`needs Linux, this is ${process.platform}`);
  const releases: readonly DebianRelease[] = version === undefined ? ["stable"] : ["stable", "experimental"];
  for (const release of releases) {
    const cached = await findCachedRuntime(debianCacheFolder(request.env, release), version);
    if (cached !== undefined) return cached;
  }
  const failures: string[] = [];
  for (const release of releases) {
    const cacheFolder = debianCacheFolder(request.env, release);
    try {
      return await downloadRuntime({ ...request, cacheFolder, release, version });
    } catch (error) {
      request.signal?.throwIfAborted();
      failures.push(messageOf(error));
    }
  }
  throw new Error([...new Set(failures)].join("; "));
}

/** The environment without variables that would load libraries of the system into a program of another release. */
export function debianEnv(env: WayRequest["env"]): WayRequest["env"] {
  return { ...env, LD_PRELOAD: undefined, LD_LIBRARY_PATH: undefined };
}
