import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BootedServer, type BootOptions, bootServer, PortTakenError } from "./boot-server.js";
import { findFreePort } from "./free-port.js";
import { HandleState, refuseWhenDown } from "./handle-state.js";
import { type RedisAddress, redisUrl } from "./redis-address.js";
import type { RedisHandle, RedisSource, StartReplicaOptions } from "./redis-handle.js";
import { checkArgs, passwordIn, replicaArgs } from "./server-args.js";
import { SENTINEL_FILE, type SpawnPlan, serverCommand } from "./spawn-plan.js";
import { waitForPrimary, waitUntil } from "./wait-until.js";

const PORT_ATTEMPTS = 5;

/** Starts a server as a child process, on a free port, in a temporary folder of its own. */
export function spawnRedis(plan: SpawnPlan, signal?: AbortSignal): Promise<RedisHandle> {
  return SpawnedRedis.start(plan, [], signal);
}

class SpawnedRedis implements RedisHandle {
  readonly #plan: SpawnPlan;
  /** Arguments beside those of the plan: the primary, if this server is a replica. */
  readonly #ownArgs: readonly string[];
  readonly #boot: BootOptions;
  readonly #state = new HandleState();
  readonly #replicas: RedisHandle[] = [];
  #server: BootedServer;

  private constructor(plan: SpawnPlan, ownArgs: readonly string[], boot: BootOptions, server: BootedServer) {
    this.#plan = plan;
    this.#ownArgs = ownArgs;
    this.#boot = boot;
    this.#server = server;
  }

  static async start(
    plan: SpawnPlan,
    ownArgs: readonly string[],
    signal?: AbortSignal,
  ): Promise<SpawnedRedis> {
    const { env, startTimeoutMs: timeoutMs } = plan;
    const password = passwordIn(plan.args);
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const port = await findFreePort();
      const address: RedisAddress = {
        host: "127.0.0.1",
        port,
        tls: plan.tls !== undefined,
        ...(plan.tls === undefined ? {} : { caFile: plan.tls.caFile }),
        ...(password === undefined ? {} : { password }),
      };
      const folder = await mkdtemp(join(tmpdir(), "octavec-redis-"));
      if (plan.sentinel) await writeFile(join(folder, SENTINEL_FILE), "");
      const boot = { folder, address, env, timeoutMs, sentinel: plan.sentinel };
      try {
        const server = await bootServer(serverCommand(plan, port, ownArgs), { ...boot, signal });
        return new SpawnedRedis(plan, ownArgs, boot, server);
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        if (!(error instanceof PortTakenError) || attempt === PORT_ATTEMPTS) throw error;
      }
    }
  }

  get url(): string {
    return redisUrl(this.#boot.address);
  }

  get host(): string {
    return this.#boot.address.host;
  }

  get port(): number {
    return this.#boot.address.port;
  }

  get version(): string {
    return this.#server.facts.version;
  }

  get source(): RedisSource {
    return this.#plan.source;
  }

  get origin(): string {
    return this.#plan.origin;
  }

  get pid(): number | undefined {
    return this.#server.guard.isRunning ? this.#server.guard.pid : undefined;
  }

  stop(): Promise<void> {
    return this.#state.stop(async () => {
      const replicas = this.#replicas.map((replica) => replica.stop());
      await Promise.all([...replicas, this.#server.guard.destroy()]);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  kill(): Promise<void> {
    return this.#state.perform("kill()", async () => {
      this.#server.guard.signal("SIGKILL");
      await this.#server.guard.waitForEnd();
    });
  }

  restart(): Promise<void> {
    return this.#state.perform("restart()", async () => {
      const previous = this.#server.guard;
      await this.#shutDown();
      this.#server = await waitUntil(() => this.#bootUnlessTaken(), {
        timeoutMs: this.#boot.timeoutMs,
        failure: `the server could not get its port ${this.port} back`,
      });
      // Only now: until the new guard is there, the old one must remove the folder if this process is killed.
      await previous.handOver();
    });
  }

  pause(): Promise<void> {
    return this.#state.perform("pause()", async () => {
      const { guard } = this.#server;
      refuseWhenDown("pause()", guard.isRunning);
      guard.signal("SIGSTOP");
      // The signal takes effect a moment later. Until then the server still answers commands.
      await waitUntil(() => isFrozen(guard.pid), {
        timeoutMs: this.#boot.timeoutMs,
        failure: "the server process did not freeze",
      });
    });
  }

  resume(): Promise<void> {
    return this.#state.perform("resume()", async () => {
      refuseWhenDown("resume()", this.#server.guard.isRunning);
      this.#server.guard.signal("SIGCONT");
    });
  }

  startReplica(options: StartReplicaOptions = {}): Promise<RedisHandle> {
    return this.#state.perform("startReplica()", async () => {
      refuseWhenDown("startReplica()", this.#server.guard.isRunning);
      const args = options.args ?? this.#plan.args;
      checkArgs(args);
      const replica = await SpawnedRedis.start({ ...this.#plan, args }, replicaArgs(this.#boot.address));
      this.#replicas.push(replica);
      await waitForPrimary(replica.#boot.address, this.#boot.timeoutMs);
      return replica;
    });
  }

  async #bootUnlessTaken(): Promise<BootedServer | undefined> {
    try {
      return await bootServer(serverCommand(this.#plan, this.port, this.#ownArgs), this.#boot);
    } catch (error) {
      if (error instanceof PortTakenError) return undefined;
      throw error;
    }
  }

  /** An orderly end, so that the server writes what its settings tell it to write. */
  async #shutDown(): Promise<void> {
    const { guard } = this.#server;
    guard.signal("SIGCONT");
    guard.signal("SIGTERM");
    const timer = setTimeout(() => guard.signal("SIGKILL"), this.#boot.timeoutMs);
    await guard.waitForEnd();
    clearTimeout(timer);
  }
}

/** True if the process is stopped, `undefined` if it still runs. Without /proc (not Linux) the signal is trusted. */
async function isFrozen(pid: number): Promise<true | undefined> {
  if (process.platform !== "linux") return true;
  // "123 (name, maybe with spaces) T …": the state comes after the last parenthesis.
  const line = await readFile(`/proc/${pid}/stat`, "utf8");
  return line.charAt(line.lastIndexOf(")") + 2) === "T" ? true : undefined;
}
