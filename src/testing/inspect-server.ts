import { askRedis } from "./ask-redis.js";
import type { RedisAddress } from "./redis-address.js";
import { isNewEnough, LOWEST_MAJOR_VERSION } from "./server-version.js";

export interface ServerFacts {
  /** The version that the server reports. A fork may report the version of Redis that it was made from. */
  readonly version: string;
  readonly pid: number;
  /** Why Vector Sets cannot be tested on this server; `undefined` if they can. */
  readonly problem: string | undefined;
}

/**
 * Asks a server for its version and whether it has Vector Sets.
 *
 * @returns `undefined` while the server loads its data.
 * @throws a plain error if the server cannot be reached or refuses to answer.
 */
export async function inspectServer(
  address: RedisAddress,
  timeoutMs: number,
): Promise<ServerFacts | undefined> {
  // With Vector Sets, VCARD of a missing key answers 0. The name of the key can be seen in MONITOR only.
  const questions = [
    ["INFO", "server"],
    ["VCARD", "octavec:probe"],
  ];
  const [info, vcard] = await askRedis(address, questions, timeoutMs);
  if (info === undefined || vcard === undefined) throw new Error("the server did not answer both commands");
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
