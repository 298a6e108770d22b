import { once } from "node:events";
import { createServer, type Server } from "node:net";
import type { Weather } from "./lane.js";
import { ProxiedConnection } from "./proxied-connection.js";

/** A network between a client and a server of this machine that a test can break on command. */
export class TcpProxy {
  readonly #connections = new Set<ProxiedConnection>();
  readonly #weather: Weather = { delayMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
  #server: Server | undefined;
  #port = 0;
  #targetPort: number;
  #isBlackhole = false;
  #cut: { bytesLeft: number; readonly then: "close" | "silence" } | undefined;
  #mostOpen = 0;

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
  }

  /** Listens on a free port of 127.0.0.1 and forwards to `targetPort`. */
  static async start(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    await proxy.accept();
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** Connections that callers hold open to the proxy now. */
  get open(): number {
    return [...this.#connections].filter(({ near }) => !near.destroyed).length;
  }

  /** The greatest number of them at the same time so far. */
  get mostOpen(): number {
    return this.#mostOpen;
  }

  /** Connections from now on go to another port, as after a failover behind one address. */
  retarget(port: number): void {
    this.#targetPort = port;
  }

  /** Breaks every open connection with an RST. */
  resetAll(): void {
    for (const connection of [...this.#connections]) connection.reset();
  }

  /** Every open connection stays open and carries nothing any more; new ones are as good as ever. */
  forgetAll(): void {
    for (const connection of this.#connections) connection.forget();
  }

  /** From now on, also on open connections. Default: none. */
  setDelay(delayMs: number): void {
    this.#weather.delayMs = delayMs;
  }

  /** Each way and connection, from now on. Default: no limit. */
  setBandwidth(bytesPerSecond: number): void {
    this.#weather.bytesPerSecond = bytesPerSecond;
  }

  /** Once: lets this many more bytes of replies through, then breaks the connection that the next byte belongs to. */
  cutReplyAfter(bytes: number, then: "close" | "silence"): void {
    this.#cut = { bytesLeft: bytes, then };
  }

  /** New connections are taken and nothing ever answers on them. */
  setBlackhole(isBlackhole: boolean): void {
    this.#isBlackhole = isBlackhole;
  }

  /** New connections are refused; open ones stay. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    // Its callback waits for the open connections; the port is free at once.
    server.close();
    await new Promise(setImmediate);
  }

  /** Ends `refuse()`: listens again, on the same port. */
  async accept(): Promise<void> {
    const server = createServer((near) => {
      const target = this.#isBlackhole ? undefined : this.#targetPort;
      const connection = new ProxiedConnection(near, target, this.#weather, (each, piece) =>
        this.#passReply(each, piece),
      );
      this.#connections.add(connection);
      this.#mostOpen = Math.max(this.#mostOpen, this.open);
      near.on("close", () => {
        // One that was forgotten keeps its far side until the proxy ends.
        if (connection.far === undefined || connection.far.destroyed) this.#connections.delete(connection);
      });
    });
    this.#server = server;
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no TCP address");
    this.#port = address.port;
  }

  /** Ends everything. May be called again. */
  async close(): Promise<void> {
    await this.refuse();
    for (const connection of this.#connections) connection.destroy();
    this.#connections.clear();
  }

  #passReply(connection: ProxiedConnection, piece: Buffer): Buffer {
    const cut = this.#cut;
    if (cut === undefined) return piece;
    if (piece.length <= cut.bytesLeft) {
      cut.bytesLeft -= piece.length;
      return piece;
    }
    this.#cut = undefined;
    connection.near.write(piece.subarray(0, cut.bytesLeft));
    if (cut.then === "silence") connection.forget();
    else connection.hangUp();
    return Buffer.alloc(0);
  }
}
