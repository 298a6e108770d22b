import type { Server, ServerResponse } from "node:http";
import type { HttpServer } from "./open-http-server.js";

/** The requests that a server is answering. */
class RunningReplies {
  readonly #running = new Set<ServerResponse>();
  #onNone: (() => void) | undefined;

  constructor(server: Server) {
    server.on("request", (_request, reply) => {
      this.#running.add(reply);
      reply.once("close", () => {
        this.#running.delete(reply);
        if (this.#running.size === 0) this.#onNone?.();
      });
    });
  }

  get count(): number {
    return this.#running.size;
  }

  /** Resolves when none is running. */
  async none(): Promise<void> {
    if (this.#running.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onNone = resolve;
    });
  }
}

/** Ends servers without cutting off replies. */
export class Drain {
  readonly #servers: readonly (readonly [HttpServer, RunningReplies])[];

  constructor(servers: readonly HttpServer[]) {
    this.#servers = servers.map((app) => [app, new RunningReplies(app.server)] as const);
  }

  get runningReplies(): number {
    return this.#servers.reduce((sum, [, replies]) => sum + replies.count, 0);
  }

  /** Stops listening and lets running replies end, those that take longer than `timeoutMs` excepted. */
  async run(timeoutMs: number): Promise<void> {
    await Promise.all(
      this.#servers.map(async ([app, replies]) => {
        const closing = app.close();
        let timer: NodeJS.Timeout | undefined;
        const tooLong = new Promise<void>((resolve) => {
          timer = setTimeout(resolve, timeoutMs);
        });
        await Promise.race([replies.none(), tooLong]);
        clearTimeout(timer);
        // Connections on which no request came yet count as busy for Node, and would stay open.
        app.server.closeAllConnections();
        await closing;
      }),
    );
  }
}
