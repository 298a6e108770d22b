import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below Linux's ephemeral range (32768 on), and so low that the cluster bus (port + 10000) is below it too. A port out of
 * the ephemeral range could be taken by any outgoing connection while a server is down between `kill()` and
 * `restart()`; a client that keeps reconnecting to it can even end up connected to itself.
 */
const LOWEST_PORT = 10_240;
const HIGHEST_PORT = 22_767;
const ATTEMPTS = 50;

/** A port of 127.0.0.1 that nobody listens on at this moment. Whoever binds it must still be ready to be refused. */
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
