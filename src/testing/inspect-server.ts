import { askRedis } from "./ask-redis.js";
import type { RedisAddress } from "./redis-address.js";
import { isNewEnough, LOWEST_MAJOR_VERSION } from "./server-version.js";

export interface ServerFacts {
  /** As the server states it; a fork may state the version of Redis that it grew from. */
  readonly version: string;
  readonly pid: number;
  /** Why Vector Sets cannot be tested on it; `undefined` for a server that is fit. Asking again does not change it. */
  readonly problem: string | undefined;
}

/**
 * Asks a server who it is. Gives `undefined` while it loads its data; throws a plain error when it cannot be reached or
 * does not let us ask.
 */
export async function inspectServer(
  address: RedisAddress,
  timeoutMs: number,
): Promise<ServerFacts | undefined> {
  // VCARD of a key that does not exist answers 0 where Vector Sets exist; the name only shows up in a MONITOR.
  const questions = [
    ["INFO", "server"],
    ["VCARD", "octavec:probe"],
  ];
  const [info, vcard] = await askRedis(address, questions, timeoutMs);
  if (info === undefined || vcard === undefined) throw new Error("the server left a question unanswered");
  if ([info, vcard].some(({ isError, text }) => isError && text.startsWith("LOADING"))) return undefined;
  if (info.isError) throw new Error(`the server refused INFO: ${info.text}`);
  const version = /^redis_version:(\S+)/m.exec(info.text)?.[1] ?? "0";
  return {
    version,
    pid: Number(/^process_id:(\d+)/m.exec(info.text)?.[1] ?? Number.NaN),
    // Any other error (no permission, cluster redirection) still shows that the command exists.
    problem: problemOf(version, vcard.isError && vcard.text.includes("unknown command")),
  };
}

function problemOf(version: string, lacksVectorSets: boolean): string | undefined {
  if (!isNewEnough(version))
    return `it is version ${version}; Vector Sets need Redis ${LOWEST_MAJOR_VERSION} or newer`;
  return lacksVectorSets
    ? `it is version ${version} but has no Vector Sets: VCARD is an unknown command`
    : undefined;
}
