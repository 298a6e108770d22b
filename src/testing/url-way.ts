import { OctavecError } from "../errors/index.js";
import { inspectServer } from "./inspect-server.js";
import { parseRedisUrl } from "./redis-address.js";
import type { RedisHandle } from "./redis-handle.js";
import { waitUntil } from "./wait-until.js";
import type { Way, WayRequest } from "./way.js";

const ANSWER_TIMEOUT_MS = 3_000;

/** The server of `REDIS_URL`, if it has Vector Sets. */
export const urlWay: Way = {
  source: "url",
  title: "REDIS_URL",
  async start({ args, env, startTimeoutMs, tls, signal }: WayRequest): Promise<RedisHandle> {
    const url = env.REDIS_URL;
    if (url === undefined || url === "") throw new Error("not set");
    if (args.length > 0 || tls !== undefined) {
      throw new Error("skipped: a running server takes no arguments and no certificates");
    }
    const address = parseRedisUrl(url);
    const facts = await waitUntil(() => inspectServer(address, ANSWER_TIMEOUT_MS), {
      timeoutMs: startTimeoutMs,
      signal,
      failure: "the server did not finish loading its data",
    });
    if (facts.problem !== undefined) throw new Error(facts.problem);
    return new ForeignRedis(url, address.host, address.port, facts.version);
  },
  // A call with arguments, certificates or a version needs a server of its own, even if other tests use REDIS_URL.
  isDecisive: ({ env, args, tls, version }) =>
    env.REDIS_URL !== undefined &&
    env.REDIS_URL !== "" &&
    args.length === 0 &&
    tls === undefined &&
    version === undefined,
};

/** A server that this process did not start. It can be used, but not controlled. */
class ForeignRedis implements RedisHandle {
  readonly source = "url";
  readonly pid = undefined;

  constructor(
    readonly url: string,
    readonly host: string,
    readonly port: number,
    readonly version: string,
  ) {}

  get origin(): string {
    return `REDIS_URL at ${this.host}:${this.port}`;
  }

  async stop(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  kill(): Promise<void> {
    return refuse("kill()");
  }

  restart(): Promise<void> {
    return refuse("restart()");
  }

  pause(): Promise<void> {
    return refuse("pause()");
  }

  resume(): Promise<void> {
    return refuse("resume()");
  }

  startReplica(): Promise<RedisHandle> {
    return refuse("startReplica()");
  }
}

async function refuse(call: string): Promise<never> {
  throw new OctavecError(
    "UNSUPPORTED_OPERATION",
    `${call} needs a server that startRedis8() started, but this one is from REDIS_URL; ` +
      `unset REDIS_URL, or pass args or another source`,
  );
}
