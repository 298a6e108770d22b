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

/** In this order: what the user named, what is there already, what needs a download. */
const WAYS: readonly Way[] = [urlWay, pathWay, testcontainersWay, debianWay];

/**
 * Starts a real Redis ≥ 8 with Vector Sets for tests and demos. Tries in order and says on the handle which it took:
 *
 * 1. `url`: the server that the environment variable `REDIS_URL` names. When it is set but cannot be used, that is the
 *    end: whoever names a server wants that one, and a run against another one would only look like it.
 * 2. `path`: a `redis-server` on PATH, on a free port of 127.0.0.1 and in a temporary folder of its own.
 * 3. `testcontainers`: a container, when a Docker engine answers and the optional package `testcontainers` is installed.
 * 4. `debian`: where there is apt, Debian's package of the newest stable release, verified with Debian's keys and unpacked
 *    (not installed) below `~/.cache/octavec`. The first time it downloads about 20 MB; then it needs no network. Delete
 *    the folder to get a newer one.
 *
 * A server that it started cannot outlive this process, however that ends, and does not keep it alive either.
 * `options.source` takes one way only, `options.binary` runs that file.
 *
 * @throws OctavecError `REDIS_UNAVAILABLE` with one line per way and reason (`details.tried`), `INVALID_ARGUMENT` for
 * options that contradict each other; the signal's reason when `options.signal` is aborted.
 */
export async function startRedis8(options: StartRedis8Options = {}): Promise<RedisHandle> {
  return tryWays(chooseWays(options), wayRequest(options));
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
