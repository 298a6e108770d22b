import { messageOf, OctavecError } from "../errors/index.js";
import type { RedisHandle } from "./redis-handle.js";
import { checkArgs } from "./server-args.js";
import type { StartRedis8Options } from "./start-redis8-options.js";
import type { Way, WayRequest } from "./way.js";

const DEFAULT_START_TIMEOUT_MS = 15_000;

/** Checks the options that all ways share, and fills in their defaults. */
export function wayRequest(options: StartRedis8Options): WayRequest {
  const {
    args = [],
    env = process.env,
    startTimeoutMs = DEFAULT_START_TIMEOUT_MS,
    signal,
    tls,
    version,
  } = options;
  checkArgs(args);
  if (version !== undefined && !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `version must be three numbers such as "8.6.3", got ${version}`,
    );
  }
  if (startTimeoutMs >= 1) return { args: [...args], env, startTimeoutMs, signal, tls, version };
  throw new OctavecError("INVALID_ARGUMENT", `startTimeoutMs must be at least 1, got ${startTimeoutMs}`);
}

/** Takes the first way that works. If a decisive way fails, the others are not tried. */
export async function tryWays(ways: readonly Way[], request: WayRequest): Promise<RedisHandle> {
  const tried: Attempt[] = [];
  for (const way of ways) {
    request.signal?.throwIfAborted();
    try {
      return await startAsked(way, request);
    } catch (error) {
      request.signal?.throwIfAborted();
      tried.push({ source: way.source, title: way.title, reason: messageOf(error) });
      if (way.isDecisive?.(request) === true) break;
    }
  }
  throw unavailable(tried, request.version);
}

/** Starts a server, and ends it again if it has another version than requested. */
async function startAsked(way: Way, request: WayRequest): Promise<RedisHandle> {
  const redis = await way.start(request);
  if (request.version === undefined || redis.version === request.version) return redis;
  await redis.stop();
  throw new Error(`${redis.origin} is Redis ${redis.version}, not ${request.version}`);
}

interface Attempt {
  readonly source: Way["source"];
  readonly title: string;
  readonly reason: string;
}

function unavailable(tried: readonly Attempt[], version: string | undefined): OctavecError {
  const lines = tried.map(
    ({ title, reason }, index) => `  ${index + 1}. ${title}: ${reason.replace(/\n/g, "\n     ")}`,
  );
  const message = [
    `No Redis ${version ?? "8"} with Vector Sets is available. Tried:`,
    ...lines,
    "Do one of these: set REDIS_URL to a Redis 8 server, put a redis-server 8 on PATH, start a Docker engine and install " +
      "the package testcontainers, or run on a Linux with apt and Debian's keys (package debian-archive-keyring).",
  ].join("\n");
  return new OctavecError("REDIS_UNAVAILABLE", message, {
    details: { tried: tried.map(({ source, reason }) => ({ source, reason })) },
  });
}
