import { createRequire } from "node:module";
import { type RedisHandle, type StartRedis8Options, startRedis8 } from "../../src/testing/index.js";

/** The server that ships inside a development package, for Linux on x64. */
const PACKAGED = { version: "8.2.3", file: "@falkordblite/linux-x64/bin/redis-server" };

/** The versions that tests and benches know how to get. */
export const SERVER_VERSIONS: readonly string[] = ["8.0.2", PACKAGED.version, "8.6.3"];

/**
 * Starts a server of one version, from wherever this machine can get it. Throws an error that says why where it cannot:
 * callers print that, so that a run never passes for one on a version that it did not see.
 */
export function startServerOfVersion(
  version: string,
  options: Pick<StartRedis8Options, "args" | "signal" | "startTimeoutMs"> = {},
): Promise<RedisHandle> {
  const binary = version === PACKAGED.version ? packagedServer() : undefined;
  return startRedis8({ ...options, version, ...(binary !== undefined && { binary }) });
}

/** `undefined` on other systems, where the package is not installed. */
function packagedServer(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(PACKAGED.file);
  } catch {
    return undefined;
  }
}
