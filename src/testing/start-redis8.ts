import { OctavecError } from "../errors/index.js";
import { binaryWay } from "./binary-way.js";
import { debianWay } from "./debian-way.js";
import { messageOf } from "./message-of.js";
import { pathWay } from "./path-way.js";
import type { RedisHandle } from "./redis-handle.js";
import { checkArgs } from "./server-args.js";
import type { StartRedis8Options } from "./start-redis8-options.js";
import { testcontainersWay } from "./testcontainers-way.js";
import { urlWay } from "./url-way.js";
import type { Way, WayRequest } from "./way.js";

/** In this order: what the user named, what is there already, what needs a download. */
const WAYS: readonly Way[] = [urlWay, pathWay, testcontainersWay, debianWay];

const DEFAULT_START_TIMEOUT_MS = 15_000;

/**
 * Starts a real Redis ≥ 8 with Vector Sets for tests and demos. Tries in order and says on the handle which it took:
 *
 * 1. `url`: the server that the environment variable `REDIS_URL` names. When it is set but cannot be used, that is the
 *    end: whoever names a server wants that one, and a run against another one would only look like it.
 * 2. `path`: a `redis-server` on PATH, on a free port of 127.0.0.1 and in a temporary folder of its own.
 * 3. `testcontainers`: a container, when a Docker engine answers and the optional package `testcontainers` is installed.
 * 4. `debian`: where there is apt, Debian's package of the newest stable release, verified with the system's Debian keys and
 *    unpacked (not installed) below `~/.cache/octavec`. The first time it downloads about 20 MB; then it needs no network.
 *
 * A server that it started cannot outlive this process, however that ends, and does not keep it alive either.
 * `options.source` takes one way only, `options.binary` runs that file.
 *
 * @throws OctavecError `REDIS_UNAVAILABLE` with one line per way and reason (`details.tried`), `INVALID_ARGUMENT` for
 * options that contradict each other; the signal's reason when `options.signal` is aborted.
 */
export async function startRedis8(options: StartRedis8Options = {}): Promise<RedisHandle> {
  const { args = [], env = process.env, startTimeoutMs = DEFAULT_START_TIMEOUT_MS, signal } = options;
  const ways = chooseWays(options);
  checkArgs(args);
  if (!(startTimeoutMs >= 1)) {
    throw new OctavecError("INVALID_ARGUMENT", `startTimeoutMs must be at least 1, got ${startTimeoutMs}`);
  }
  const request: WayRequest = { args: [...args], env, startTimeoutMs, signal };
  const tried: Attempt[] = [];
  for (const way of ways) {
    signal?.throwIfAborted();
    try {
      return await way.start(request);
    } catch (error) {
      signal?.throwIfAborted();
      tried.push({ source: way.source, title: way.title, reason: messageOf(error) });
      if (way === urlWay && isAskedFor(request)) break;
    }
  }
  throw unavailable(tried);
}

interface Attempt {
  readonly source: Way["source"];
  readonly title: string;
  readonly reason: string;
}

function chooseWays({ binary, source }: StartRedis8Options): readonly Way[] {
  if (binary !== undefined) {
    if (source === undefined) return [binaryWay(binary)];
    throw new OctavecError("INVALID_ARGUMENT", "give either binary or source: binary is a way of its own");
  }
  if (source === undefined) return WAYS;
  const chosen = WAYS.filter((way) => way.source === source);
  if (chosen.length > 0) return chosen;
  const known = WAYS.map((way) => way.source).join(", ");
  throw new OctavecError("INVALID_ARGUMENT", `source must be one of ${known}, got ${String(source)}`);
}

/** With arguments a server of one's own is meant, even when `REDIS_URL` serves the other tests. */
function isAskedFor({ env, args }: WayRequest): boolean {
  return env.REDIS_URL !== undefined && env.REDIS_URL !== "" && args.length === 0;
}

function unavailable(tried: readonly Attempt[]): OctavecError {
  const lines = tried.map(
    ({ title, reason }, index) => `  ${index + 1}. ${title}: ${reason.replace(/\n/g, "\n     ")}`,
  );
  const message = [
    "No Redis 8 with Vector Sets is available. Tried:",
    ...lines,
    "Do one of these: set REDIS_URL to a Redis 8 server, put a redis-server 8 on PATH, start a Docker engine and install " +
      "the package testcontainers, or run on a Linux with apt and a mirror of Debian among its sources.",
  ].join("\n");
  return new OctavecError("REDIS_UNAVAILABLE", message, {
    details: { tried: tried.map(({ source, reason }) => ({ source, reason })) },
  });
}
