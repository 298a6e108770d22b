import { randomBytes } from "node:crypto";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, createServer as createTcpServer, type Server } from "node:net";
import { type RedisHandle, startRedis8 } from "../../src/testing/index.js";

/**
 * The part of a Docker engine's HTTP interface that Testcontainers and the container handle use. What it "runs" is a real
 * Redis 8 of this machine behind a forwarded port, so that the real client library drives real servers. It stands in
 * where no engine is at hand: it shows that our calls are right, not that the image is.
 */
export class FakeDockerEngine implements AsyncDisposable {
  readonly containers = new Map<string, FakeContainer>();
  readonly #source: "path" | "debian";
  readonly #http = createHttpServer((request, response) => void this.#answer(request, response));

  constructor(source: "path" | "debian") {
    this.#source = source;
  }

  /** `socketPath` is what `DOCKER_HOST=unix://…` names. */
  async listen(socketPath: string): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(socketPath, resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const container of this.containers.values()) await container.remove();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "", "http://engine");
    const route = `${request.method} ${pathname.replace(/^\/v[\d.]+/, "")}`;
    const send = (status: number, body: unknown = ""): void => {
      const headers = { "content-type": "application/json" };
      response.writeHead(status, headers).end(body === "" ? "" : JSON.stringify(body));
    };
    try {
      const [, id = "", action = ""] = /\/containers\/([0-9a-f]+)\/?(\w*)$/.exec(route) ?? [];
      const container = this.containers.get(id);
      if (route === "GET /_ping") send(200, "OK");
      else if (route === "GET /info") send(200, { ServerVersion: "0", OperatingSystem: "fake", Labels: [] });
      else if (route === "GET /containers/json") send(200, []);
      else if (/^GET \/images\/.*\/json$/.test(route)) send(200, { Id: "fake" });
      else if (route === "POST /containers/create")
        send(201, { Id: await this.#create(request), Warnings: [] });
      else if (container === undefined) send(404, { message: `the fake engine does not know ${route}` });
      else if (request.method === "DELETE") send(204, await container.remove());
      else if (action === "json") send(200, container.inspect());
      else if (action === "logs") sendLog(response, "Ready to accept connections tcp\n");
      else if (action === "start") send(204, await container.start());
      else if (action === "stop") send(204, await container.stop());
      else if (action === "kill") send(204, await container.kill());
      else if (action === "pause") send(204, await container.pause());
      else if (action === "unpause") send(204, await container.unpause());
      else send(404, { message: `the fake engine does not know ${route}` });
    } catch (error) {
      send(error instanceof EngineConflict ? 409 : 500, { message: String(error) });
    }
  }

  async #create(request: IncomingMessage): Promise<string> {
    const body: CreateBody = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const id = randomBytes(32).toString("hex");
    const address = `172.17.0.${this.containers.size + 2}`;
    // Between containers of an engine the inner address counts; here everybody is on the loopback interface.
    const args = body.Cmd.slice(1).map((word, index, words) => {
      const primary = [...this.containers.values()].find((other) =>
        [word, words[index - 1]].includes(other.address),
      );
      if (primary === undefined) return word;
      return word === primary.address ? "127.0.0.1" : String(primary.redis?.port);
    });
    const hostPort = Number(body.HostConfig.PortBindings["6379/tcp"]?.[0]?.HostPort);
    const container = new FakeContainer(id, address, body, hostPort, () =>
      startRedis8({ source: this.#source, args }),
    );
    this.containers.set(id, container);
    return id;
  }
}

interface CreateBody {
  readonly Image: string;
  readonly Cmd: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly HostConfig: {
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostPort: string }[]>>;
  };
}

/** An engine refuses some calls in some states; the code must not make them. */
class EngineConflict extends Error {}

class FakeContainer {
  redis: RedisHandle | undefined;
  isPaused = false;
  isRemoved = false;
  #forward: Server | undefined;

  constructor(
    readonly id: string,
    readonly address: string,
    readonly body: CreateBody,
    readonly hostPort: number,
    readonly launch: () => Promise<RedisHandle>,
  ) {}

  get isRunning(): boolean {
    return this.redis?.pid !== undefined;
  }

  async start(): Promise<void> {
    if (this.isRunning) throw new EngineConflict("already running");
    if (this.redis === undefined) this.redis = await this.launch();
    else await this.redis.restart();
    const { port } = this.redis;
    const forward = createTcpServer((near) => {
      const far = connect(port, "127.0.0.1");
      near.on("error", () => far.destroy()).pipe(far);
      far.on("error", () => near.destroy()).pipe(near);
    });
    this.#forward = forward;
    await new Promise<void>((resolve) => forward.listen(this.hostPort, resolve));
  }

  async stop(): Promise<void> {
    this.#refuseWhenPaused();
    await this.#unpublish();
    await this.redis?.kill();
  }

  async kill(): Promise<void> {
    this.#refuseWhenPaused();
    if (!this.isRunning) throw new EngineConflict("is not running");
    await this.#unpublish();
    await this.redis?.kill();
  }

  async pause(): Promise<void> {
    this.#refuseWhenPaused();
    await this.redis?.pause();
    this.isPaused = true;
  }

  async unpause(): Promise<void> {
    if (!this.isPaused) throw new EngineConflict("is not paused");
    await this.redis?.resume();
    this.isPaused = false;
  }

  async remove(): Promise<void> {
    this.isRemoved = true;
    await this.#unpublish();
    await this.redis?.stop();
  }

  inspect(): unknown {
    const binding = this.isRunning ? [{ HostIp: "0.0.0.0", HostPort: String(this.hostPort) }] : [];
    return {
      Id: this.id,
      Name: `/fake-${this.id.slice(0, 6)}`,
      State: {
        Running: this.isRunning,
        Paused: this.isPaused,
        StartedAt: "2026-01-01T00:00:00Z",
        FinishedAt: "",
      },
      Config: { Hostname: this.id.slice(0, 12), Labels: this.body.Labels },
      HostConfig: this.body.HostConfig,
      NetworkSettings: {
        Ports: { "6379/tcp": binding },
        Networks: { bridge: { NetworkID: "bridge", IPAddress: this.address } },
      },
    };
  }

  #refuseWhenPaused(): void {
    if (this.isPaused) throw new EngineConflict("is paused");
  }

  async #unpublish(): Promise<void> {
    const forward = this.#forward;
    this.#forward = undefined;
    if (forward !== undefined) await new Promise((resolve) => forward.close(resolve));
  }
}

/** One frame of the engine's log stream: stdout, four bytes of length, the text. */
function sendLog(response: ServerResponse, text: string): void {
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, text.length]);
  response.writeHead(200, { "content-type": "application/vnd.docker.raw-stream" });
  response.write(Buffer.concat([header, Buffer.from(text)]));
}
