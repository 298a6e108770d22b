import { askRedis } from "./ask-redis.js";
import type { RedisAddress } from "./redis-address.js";
import { isNewEnough, LOWEST_MAJOR_VERSION } from "./server-version.js";

/** A server that answers but is not what we need: asking again cannot help. */
export class UnfitServerError extends Error {}

export interface ServerFacts {
  readonly version: string;
  readonly pid: number;
}

/**
 * Asks a server who it is. Gives `undefined` while it loads its data. Throws `UnfitServerError` when it is older than Redis 8
 * or has no Vector Sets (a fork, or a build without them), and a plain error when it cannot be asked.
 */
export async function inspectServer(
  address: RedisAddress,
  timeoutMs: number,
): Promise<ServerFacts | undefined> {
  // VCARD of a key that does not exist answers 0 where Vector Sets exist; the name only shows up in a MONITOR.
  const [info, vcard] = await askRedis(
    address,
    [
      ["INFO", "server"],
      ["VCARD", "octavec:probe"],
    ],
    timeoutMs,
  );
  if (info === undefined || vcard === undefined)
    throw new Error("the server answered only half of the questions");
  if (info.isError && info.text.startsWith("LOADING")) return undefined;
  if (vcard.isError && vcard.text.startsWith("LOADING")) return undefined;
  if (info.isError) throw new Error(`the server refused INFO: ${info.text}`);
  const version = /^redis_version:(\S+)/m.exec(info.text)?.[1];
  if (version === undefined) throw new UnfitServerError("the server does not state a redis_version");
  if (!isNewEnough(version)) {
    throw new UnfitServerError(
      `the server is version ${version}; Vector Sets need Redis ${LOWEST_MAJOR_VERSION} or newer`,
    );
  }
  // Any other error (no permission, cluster redirection) still shows that the command exists.
  if (vcard.isError && vcard.text.includes("unknown command")) {
    throw new UnfitServerError(
      `the server is version ${version} but has no Vector Sets (VCARD is an unknown command)`,
    );
  }
  return { version, pid: Number(/^process_id:(\d+)/m.exec(info.text)?.[1] ?? Number.NaN) };
}
