import { messageOf, OctavecError } from "../errors/index.js";
import { askRedis } from "./ask-redis.js";
import { binaryWay } from "./binary-way.js";
import { debianWay } from "./debian-way.js";
import { pathWay } from "./path-way.js";
import { parseRedisUrl } from "./redis-address.js";
import type { RedisHandle } from "./redis-handle.js";
import { checkCount, passwordIn } from "./server-args.js";
import type { StartRedis8Options } from "./start-redis8-options.js";
import { tryWays, wayRequest } from "./try-ways.js";
import { waitUntil } from "./wait-until.js";

export interface StartRedisSentinel8Options extends Omit<StartRedis8Options, "source" | "tls"> {
  /** Name of the primary in the Sentinels: letters, digits and `.-_`. Default `octavec`. */
  readonly name?: string;
  /** Replicas of the primary, 1 to 5. Default 1. */
  readonly replicas?: number;
  /** Number of Sentinels, 1 to 9. The majority must agree. Default 3. */
  readonly sentinels?: number;
  /** After this time without an answer the primary counts as down, in milliseconds. Default 1,000; Redis' own is 30,000. */
  readonly downAfterMs?: number;
}

/** A primary, its replicas and their Sentinels. */
export interface RedisSentinelHandle extends AsyncDisposable {
  readonly name: string;
  /** The primary at the start. After a failover one of the replicas is the primary. */
  readonly primary: RedisHandle;
  readonly replicas: readonly RedisHandle[];
  /** The Sentinels. Each can be killed, paused and restarted. */
  readonly sentinels: readonly RedisHandle[];
  /** Kills all servers and deletes their data. Repeating it is harmless. */
  stop(): Promise<void>;
}

const ANSWER_TIMEOUT_MS = 2_000;
/** A failover that got stuck is tried again after twice this time. Redis' default is three minutes. */
const FAILOVER_TIMEOUT_MS = 3_000;

/**
 * Starts a Redis ≥ 8 with replicas and Sentinels on 127.0.0.1 and resolves when every Sentinel knows all other servers. All
 * are processes of this machine (`path`, `debian` or `options.binary`). Only the data servers get `options.args`.
 *
 * @throws OctavecError as `startRedis8`.
 */
export async function startRedisSentinel8(
  options: StartRedisSentinel8Options = {},
): Promise<RedisSentinelHandle> {
  const { name = "octavec", replicas = 1, sentinels = 3, downAfterMs = 1_000, binary } = options;
  checkCount("replicas", replicas, 1, 5);
  checkCount("sentinels", sentinels, 1, 9);
  checkCount("downAfterMs", downAfterMs, 1, 3_600_000);
  const ways = binary === undefined ? [pathWay, debianWay] : [binaryWay(binary)];
  const password = passwordIn(options.args ?? []);
  // After a failover the old primary is a replica, and needs the password of the new primary.
  const masterAuth = password === undefined ? [] : ["--masterauth", password];
  const request = wayRequest({ ...options, args: [...(options.args ?? []), ...masterAuth] });
  const primary = await tryWays(ways, request);
  const same = ways.filter((way) => way.source === primary.source);
  const watchers: RedisHandle[] = [];
  const stop = async (): Promise<void> => {
    // Sentinels first, so that they do not start a failover.
    await Promise.all(watchers.map((sentinel) => sentinel.stop()));
    await primary.stop();
  };
  try {
    const followers: RedisHandle[] = [];
    for (let i = 0; i < replicas; i++) followers.push(await primary.startReplica());
    for (let i = 0; i < sentinels; i++) {
      watchers.push(await tryWays(same, { ...request, args: [], sentinel: true }));
    }
    const watch = {
      name,
      downAfterMs,
      quorum: Math.floor(sentinels / 2) + 1,
      password,
    };
    for (const sentinel of watchers) await monitor(sentinel, primary, watch);
    await waitUntil(
      async () => {
        const lines = await Promise.all(watchers.map((sentinel) => askForSummary(sentinel)));
        const whole = `status=ok,address=127.0.0.1:${primary.port},slaves=${replicas},sentinels=${sentinels}`;
        return lines.every((line) => line.includes(whole)) ? true : undefined;
      },
      {
        timeoutMs: request.startTimeoutMs,
        signal: request.signal,
        failure: "the Sentinels did not find each other",
      },
    );
    return { name, primary, replicas: followers, sentinels: watchers, stop, [Symbol.asyncDispose]: stop };
  } catch (cause) {
    await stop();
    request.signal?.throwIfAborted();
    if (cause instanceof OctavecError) throw cause;
    throw new OctavecError("REDIS_UNAVAILABLE", `the Sentinels did not get ready: ${messageOf(cause)}`, {
      cause,
    });
  }
}

interface Watch {
  readonly name: string;
  readonly downAfterMs: number;
  readonly quorum: number;
  readonly password: string | undefined;
}

async function monitor(sentinel: RedisHandle, primary: RedisHandle, watch: Watch): Promise<void> {
  const { name, downAfterMs, quorum, password } = watch;
  const settings = [
    ...["down-after-milliseconds", String(downAfterMs), "failover-timeout", String(FAILOVER_TIMEOUT_MS)],
    ...(password === undefined ? [] : ["auth-pass", password]),
  ];
  const orders = [
    ["SENTINEL", "MONITOR", name, primary.host, String(primary.port), String(quorum)],
    ["SENTINEL", "SET", name, ...settings],
  ];
  const answers = await askRedis(parseRedisUrl(sentinel.url), orders, ANSWER_TIMEOUT_MS);
  const refused = answers.find(({ isError }) => isError);
  if (refused !== undefined) throw new Error(`a Sentinel refused its configuration: ${refused.text}`);
}

async function askForSummary(sentinel: RedisHandle): Promise<string> {
  const [info] = await askRedis(parseRedisUrl(sentinel.url), [["INFO", "sentinel"]], ANSWER_TIMEOUT_MS);
  return info?.text ?? "";
}
