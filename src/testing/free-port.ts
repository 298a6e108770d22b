import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * The ports are below Linux's ephemeral range (from 32768), and so are those of the cluster bus (port + 10000). An outgoing
 * connection could take an ephemeral port while a server is down between `kill()` and `restart()`. A client that reconnects
 * to such a port can even connect to itself.
 */
const LOWEST_PORT = 10_240;
const HIGHEST_PORT = 22_767;
const ATTEMPTS = 50;

/** Finds a free port of 127.0.0.1. Another process may take it before the caller binds it. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
    if (await canListen(port)) return port;
  }
  throw new Error(`no free port found between ${LOWEST_PORT} and ${HIGHEST_PORT} in ${ATTEMPTS} attempts`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
