import { OctavecError } from "../errors/index.js";
import { binaryWay } from "./binary-way.js";
import { debianWay } from "./debian-way.js";
import { pathWay } from "./path-way.js";
import type { RedisHandle } from "./redis-handle.js";
import type { StartRedis8Options } from "./start-redis8-options.js";
import { testcontainersWay } from "./testcontainers-way.js";
import { tryWays, wayRequest } from "./try-ways.js";
import { urlWay } from "./url-way.js";
import type { Way } from "./way.js";

/** Ordered: what the user named, what is already there, what needs a download. */
const WAYS: readonly Way[] = [urlWay, pathWay, testcontainersWay, debianWay];

/**
 * Starts a real Redis ≥ 8 with Vector Sets for tests and demos. It takes the first source that works, which `handle.source`
 * names:
 *
 * 1. `url`: the server of the environment variable `REDIS_URL`. If it is set but cannot be used, the call fails, because a
 *    test must not silently run against another server.
 * 2. `path`: a `redis-server` on PATH, with a free port of 127.0.0.1 and a temporary folder.
 * 3. `testcontainers`: a container, if a Docker engine answers and the optional package `testcontainers` is installed.
 * 4. `debian`: on systems with apt, Debian's package of the newest stable release. It is verified with Debian's keys and
 *    unpacked (not installed) into `~/.cache/octavec`. The first start downloads about 20 MB; later starts need no network.
 *    Delete the folder to get a newer version.
 *
 * A started server ends with this process, however that ends, and does not keep this process alive. `options.source` tries
 * one source only; `options.binary` runs that file.
 *
 * @example
 * import { connect } from "octavec";
 * import { startRedis8 } from "octavec/testing";
 *
 * await using redis = await startRedis8();
 * await using client = await connect({ url: redis.url });
 * @throws OctavecError `REDIS_UNAVAILABLE` with one line per source and reason (`details.tried`); `INVALID_ARGUMENT` for
 * options that contradict each other; the signal's reason if `options.signal` is aborted.
 */
export async function startRedis8(options: StartRedis8Options = {}): Promise<RedisHandle> {
  return tryWays(chooseWays(options), wayRequest(options));
}

function chooseWays({ binary, source }: StartRedis8Options): readonly Way[] {
  if (binary !== undefined) {
    if (source === undefined) return [binaryWay(binary)];
    throw new OctavecError("INVALID_ARGUMENT", "give either binary or source, not both");
  }
  if (source === undefined) return WAYS;
  const chosen = WAYS.filter((way) => way.source === source);
  if (chosen.length > 0) return chosen;
  const known = WAYS.map((way) => way.source).join(", ");
  throw new OctavecError("INVALID_ARGUMENT", `source must be one of ${known}, got ${String(source)}`);
}
