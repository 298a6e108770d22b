import { OctavecError } from "../errors/index.js";
import { messageOf } from "./message-of.js";
import type { RedisHandle } from "./redis-handle.js";
import { checkArgs } from "./server-args.js";
import type { StartRedis8Options } from "./start-redis8-options.js";
import type { Way, WayRequest } from "./way.js";

const DEFAULT_START_TIMEOUT_MS = 15_000;

/** Checks the options that all ways share and fills in their defaults. */
export function wayRequest(options: StartRedis8Options): WayRequest {
  const { args = [], env = process.env, startTimeoutMs = DEFAULT_START_TIMEOUT_MS, signal, tls } = options;
  checkArgs(args);
  if (startTimeoutMs >= 1) return { args: [...args], env, startTimeoutMs, signal, tls };
  throw new OctavecError("INVALID_ARGUMENT", `startTimeoutMs must be at least 1, got ${startTimeoutMs}`);
}

/** The first way that works; a way that is decisive ends the list when it fails. */
export async function tryWays(ways: readonly Way[], request: WayRequest): Promise<RedisHandle> {
  const tried: Attempt[] = [];
  for (const way of ways) {
    request.signal?.throwIfAborted();
    try {
      return await way.start(request);
    } catch (error) {
      request.signal?.throwIfAborted();
      tried.push({ source: way.source, title: way.title, reason: messageOf(error) });
      if (way.isDecisive?.(request) === true) break;
    }
  }
  throw unavailable(tried);
}

interface Attempt {
  readonly source: Way["source"];
  readonly title: string;
  readonly reason: string;
}

function unavailable(tried: readonly Attempt[]): OctavecError {
  const lines = tried.map(
    ({ title, reason }, index) => `  ${index + 1}. ${title}: ${reason.replace(/\n/g, "\n     ")}`,
  );
  const message = [
    "No Redis 8 with Vector Sets is available. Tried:",
    ...lines,
    "Do one of these: set REDIS_URL to a Redis 8 server, put a redis-server 8 on PATH, start a Docker engine and install " +
      "the package testcontainers, or run on a Linux with apt and Debian's keys (package debian-archive-keyring).",
  ].join("\n");
  return new OctavecError("REDIS_UNAVAILABLE", message, {
    details: { tried: tried.map(({ source, reason }) => ({ source, reason })) },
  });
}
