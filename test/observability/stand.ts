import { once } from "node:events";
import { Mutex } from "../../src/async/index.js";
import { type RedisHandle, startRedis8 } from "../../src/testing/index.js";
import { ask, info } from "../helpers/ask.js";
import { type ObservedService, type ServicePorts, startService } from "./observed-service.js";

export interface StandPlan {
  /** What the service does all the time (`WORK` in the program). */
  readonly work: readonly string[];
  readonly hasReplica?: boolean;
  /** The mode of the service at its start. */
  readonly mode?: object;
}

const MEMORY_LIMIT = "500mb";

/** A Redis of its own and a service that uses it: what breaks here is not seen at other stands. */
export class Stand implements AsyncDisposable {
  readonly #mutex = new Mutex();
  readonly #startService: (port: number) => ObservedService;
  #service: ObservedService;
  #ports: ServicePorts = { port: 0 };

  private constructor(
    readonly name: string,
    { work, mode }: StandPlan,
    readonly redis: RedisHandle,
    readonly replica: RedisHandle | undefined,
  ) {
    const fixed = { url: redis.url, replicaUrl: replica?.url, namespace: name, work, mode };
    this.#startService = (port) => startService({ ...fixed, port });
    this.#service = this.#startService(0);
  }

  static async open(name: string, plan: StandPlan): Promise<Stand> {
    const redis = await startRedis8({ args: ["--maxmemory", MEMORY_LIMIT, "--repl-backlog-size", "1mb"] });
    const replica = plan.hasReplica === true ? await redis.startReplica() : undefined;
    const stand = new Stand(name, plan, redis, replica);
    stand.#ports = await stand.#service.ready;
    return stand;
  }

  /** Addresses of metrics by job. */
  get targets(): Readonly<Record<string, string>> {
    const { port, gatewayPort } = this.#ports;
    const gateway = gatewayPort && { [`octavec-${this.name}-gateway`]: `127.0.0.1:${gatewayPort}` };
    return { [`octavec-${this.name}`]: `127.0.0.1:${port}`, ...gateway };
  }

  /** Whether an alert or a series is about the service, its gateway or its server. */
  owns({ job, server_port }: Readonly<Record<string, string>>): boolean {
    return (job !== undefined && job in this.targets) || server_port === `${this.redis.port}`;
  }

  /** Faults of one stand that would disturb each other come one after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(work);
  }

  /** Changes the mode of the service, or makes it do something (`ACTIONS` in the program). */
  order(command: object): void {
    this.#service.process.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  config(name: string, value: string): Promise<string> {
    return ask(this.redis.url, "CONFIG", "SET", name, value);
  }

  /** Sets `maxmemory` to a multiple of what is in use. */
  async limitMemory(share: number): Promise<void> {
    const usedBytes = Number(await info(this.redis.url, "memory", "used_memory"));
    await this.config("maxmemory", String(Math.round(share * usedBytes)));
  }

  /** Takes {@link limitMemory} back. */
  async unlimitMemory(): Promise<void> {
    await this.config("maxmemory", MEMORY_LIMIT);
  }

  async killService(): Promise<void> {
    const { process: child } = this.#service;
    this.#service.ready.catch(() => {});
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  }

  /** Starts the service again, with its metrics at the same address. */
  async restartService(): Promise<void> {
    this.#service = this.#startService(this.#ports.port);
    await this.#service.ready;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killService();
    await this.redis.stop();
  }
}
