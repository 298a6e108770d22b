import { access, constants, realpath } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { messageOf } from "../errors/index.js";
import type { RedisHandle } from "./redis-handle.js";
import { runProgram } from "./run-program.js";
import { isNewEnough, parseServerVersion } from "./server-version.js";
import { spawnRedis } from "./spawned-redis.js";
import type { Way, WayRequest } from "./way.js";

const VERSION_TIMEOUT_MS = 5_000;

/** The first `redis-server` on PATH that is new enough. Older ones before it are skipped. */
export const pathWay: Way = {
  source: "path",
  title: "a redis-server on PATH",
  async start({
    args,
    env,
    startTimeoutMs,
    tls,
    signal,
    sentinel,
    version,
  }: WayRequest): Promise<RedisHandle> {
    const refused: string[] = [];
    for (const file of await serversOn(env.PATH ?? "")) {
      const problem = await problemOf(file, { env, signal, version });
      if (problem === undefined) {
        return spawnRedis(
          { source: "path", origin: file, command: [file], args, env, startTimeoutMs, tls, sentinel },
          signal,
        );
      }
      refused.push(`${file} ${problem}`);
    }
    throw new Error(refused.length === 0 ? "none found" : refused.join("; "));
  },
};

async function problemOf(
  file: string,
  { env, signal, version: wanted }: Pick<WayRequest, "env" | "signal" | "version">,
): Promise<string | undefined> {
  try {
    const said = await runProgram(file, ["--version"], { env, signal, timeoutMs: VERSION_TIMEOUT_MS });
    const version = parseServerVersion(said);
    if (version === undefined)
      return `is not Redis: it calls itself ${said.trim().split("\n")[0]?.slice(0, 60)}`;
    if (!isNewEnough(version)) return `is version ${version}, older than 8`;
    return wanted === undefined || version === wanted ? undefined : `is version ${version}, not ${wanted}`;
  } catch (error) {
    signal?.throwIfAborted();
    return `cannot be asked for its version: ${messageOf(error)}`;
  }
}

async function serversOn(path: string): Promise<string[]> {
  const found = new Map<string, string>();
  for (const folder of path.split(delimiter).filter((part) => isAbsolute(part))) {
    const file = join(folder, "redis-server");
    try {
      await access(file, constants.X_OK);
      const target = await realpath(file);
      // Check the same file in two folders once: /bin is often a link to /usr/bin. Run it by this path, not by the target's:
      // Debian's redis-server is a link to redis-check-rdb, which decides by its name what it does.
      if (!found.has(target)) found.set(target, file);
    } catch {
      // Not there or not executable.
    }
  }
  return [...found.values()];
}
