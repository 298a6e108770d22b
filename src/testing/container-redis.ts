import type { StartedTestContainer } from "testcontainers";
import { deadline } from "../async/index.js";
import { findFreePort } from "./free-port.js";
import { HandleState, refuseWhenDown } from "./handle-state.js";
import { inspectServer } from "./inspect-server.js";
import { type RedisAddress, redisUrl } from "./redis-address.js";
import type { RedisHandle, StartReplicaOptions } from "./redis-handle.js";
import { checkArgs, passwordIn, replicaArgs, TEST_DEFAULTS } from "./server-args.js";
import { waitForPrimary, waitUntil } from "./wait-until.js";

const CONTAINER_PORT = 6379;
const ANSWER_TIMEOUT_MS = 2_000;

export interface ContainerPlan {
  readonly library: typeof import("testcontainers");
  readonly image: string;
  readonly args: readonly string[];
  readonly startTimeoutMs: number;
}

/** Starts a server in a container. If this process is killed, the reaper of Testcontainers removes the container. */
export async function startContainer(
  plan: ContainerPlan,
  ownArgs: readonly string[] = [],
  signal?: AbortSignal,
): Promise<ContainerRedis> {
  signal?.throwIfAborted();
  const { library, image, args, startTimeoutMs } = plan;
  // A fixed port, because the engine would choose another one at each restart.
  const hostPort = await findFreePort();
  const starting = new library.GenericContainer(image)
    .withCommand(["redis-server", ...TEST_DEFAULTS, ...args, ...ownArgs])
    .withExposedPorts({ container: CONTAINER_PORT, host: hostPort })
    .withWaitStrategy(library.Wait.forLogMessage("Ready to accept connections"))
    .withStartupTimeout(startTimeoutMs)
    .start();
  // A start of Testcontainers cannot be interrupted; it may be downloading an image.
  const container = await unlessAborted(starting, signal, (late) => late.stop());
  const password = passwordIn(args);
  const place = { host: container.getHost(), port: container.getMappedPort(CONTAINER_PORT), tls: false };
  const address = password === undefined ? place : { ...place, password };
  try {
    return new ContainerRedis(
      plan,
      container,
      address,
      await waitForVersion(address, startTimeoutMs, signal),
    );
  } catch (error) {
    await container.stop();
    throw error;
  }
}

class ContainerRedis implements RedisHandle {
  readonly source = "testcontainers";
  readonly pid = undefined;
  readonly #plan: ContainerPlan;
  readonly #container: StartedTestContainer;
  readonly #address: RedisAddress;
  readonly #state = new HandleState();
  readonly #replicas: ContainerRedis[] = [];

  constructor(
    plan: ContainerPlan,
    container: StartedTestContainer,
    address: RedisAddress,
    readonly version: string,
  ) {
    this.#plan = plan;
    this.#container = container;
    this.#address = address;
  }

  get url(): string {
    return redisUrl(this.#address);
  }

  get host(): string {
    return this.#address.host;
  }

  get port(): number {
    return this.#address.port;
  }

  get origin(): string {
    return `${this.#plan.image} in container ${this.#container.getName()}`;
  }

  stop(): Promise<void> {
    return this.#state.stop(async () => {
      const replicas = this.#replicas.map((replica) => replica.stop());
      const own = this.#thawed().then(() => this.#container.stop());
      await Promise.all([...replicas, own]);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  kill(): Promise<void> {
    return this.#state.perform("kill()", async () => {
      const container = await this.#thawed();
      if ((await container.inspect()).State.Running) await container.kill({ signal: "SIGKILL" });
      await waitUntil(async () => ((await container.inspect()).State.Running ? undefined : true), {
        timeoutMs: this.#plan.startTimeoutMs,
        failure: "the container did not end",
      });
    });
  }

  restart(): Promise<void> {
    return this.#state.perform("restart()", async () => {
      const container = await this.#thawed();
      const graceSeconds = Math.ceil(this.#plan.startTimeoutMs / 1000);
      if ((await container.inspect()).State.Running) await container.stop({ t: graceSeconds });
      await container.start();
      await waitForVersion(this.#address, this.#plan.startTimeoutMs);
    });
  }

  pause(): Promise<void> {
    return this.#state.perform("pause()", async () => {
      const container = await this.#running("pause()");
      if (!(await container.inspect()).State.Paused) await container.pause();
    });
  }

  resume(): Promise<void> {
    return this.#state.perform("resume()", async () => {
      await this.#running("resume()");
      await this.#thawed();
    });
  }

  startReplica(options: StartReplicaOptions = {}): Promise<RedisHandle> {
    return this.#state.perform("startReplica()", async () => {
      await this.#running("startReplica()");
      const args = options.args ?? this.#plan.args;
      checkArgs(args);
      const network = this.#container.getNetworkNames()[0] ?? "";
      // Containers reach each other in the engine's network, not by the published port.
      const primary = { ...this.#address, host: this.#container.getIpAddress(network), port: CONTAINER_PORT };
      const replica = await startContainer({ ...this.#plan, args }, replicaArgs(primary));
      this.#replicas.push(replica);
      await waitForPrimary(replica.#address, this.#plan.startTimeoutMs);
      return replica;
    });
  }

  async #inEngine(): Promise<EngineContainer> {
    const { container } = await this.#plan.library.getContainerRuntimeClient();
    return container.getById(this.#container.getId());
  }

  async #running(call: string): Promise<EngineContainer> {
    const container = await this.#inEngine();
    refuseWhenDown(call, (await container.inspect()).State.Running);
    return container;
  }

  /** Unpauses the container, because engines refuse to stop or kill a paused one. */
  async #thawed(): Promise<EngineContainer> {
    const container = await this.#inEngine();
    if ((await container.inspect()).State.Paused) await container.unpause();
    return container;
  }
}

type EngineContainer = ReturnType<
  Awaited<ReturnType<ContainerPlan["library"]["getContainerRuntimeClient"]>>["container"]["getById"]
>;

/** Waits until the server answers, which is a moment after its port is published. */
async function waitForVersion(
  address: RedisAddress,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<string> {
  const { version, problem } = await waitUntil(
    () => inspectServer(address, ANSWER_TIMEOUT_MS).catch(() => undefined),
    {
      timeoutMs,
      signal,
      failure: `the container's server did not answer at ${address.host}:${address.port}`,
    },
  );
  if (problem !== undefined) throw new Error(problem);
  return version;
}

/**
 * Waits for work that cannot be interrupted. If the signal is aborted, it rejects with the signal's reason at once, and the
 * late result of the work is passed to `dispose`.
 */
function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  dispose: (late: T) => Promise<unknown>,
): Promise<T> {
  // No caller waits any more, so late failures are ignored.
  const onAborted = () => void work.then(dispose).catch(() => {});
  return deadline(work, { signal, onAborted });
}
