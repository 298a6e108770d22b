import type { Socket } from "node:net";
import type { HttpServer } from "./open-http-server.js";

/** Counts what goes over the connections of servers. It reads the counts that Node keeps, so requests cost nothing more. */
export class ConnectionBytes {
  readonly #open = new Set<Socket>();
  #closed = { received: 0, sent: 0 };

  constructor(servers: readonly HttpServer[]) {
    for (const { server } of servers) {
      server.on("connection", (socket: Socket) => {
        this.#open.add(socket);
        socket.once("close", () => {
          this.#open.delete(socket);
          this.#closed = added(this.#closed, socket);
        });
      });
    }
  }

  get counts(): { readonly received: number; readonly sent: number } {
    return [...this.#open].reduce(added, this.#closed);
  }
}

function added(counts: { readonly received: number; readonly sent: number }, socket: Socket) {
  return { received: counts.received + socket.bytesRead, sent: counts.sent + socket.bytesWritten };
}
