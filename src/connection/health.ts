import { isOctavecError } from "../errors/index.js";
import type { Command, Reply, SendOptions } from "../executor.js";
import type { ServerIdentity } from "./handshake.js";
import type { PoolFigures } from "./pool-figures.js";

/** One server, asked just now. */
export interface ServerHealth {
  /** `up`: the server answered a PING just now. */
  readonly status: "up" | "down";
  /** Round trip of that PING in milliseconds; absent when down. */
  readonly pingMs?: number;
  /** Why it is down: an error code and its message. */
  readonly error?: { readonly code: string; readonly message: string };
  /** `host:port`, or the path of a Unix socket. */
  readonly server: string;
  readonly version: string;
  /** `master` or `replica`, as the server said when the newest connection was opened. */
  readonly role: string;
  /** `standalone`, `sentinel` or `cluster`. */
  readonly mode: string;
  readonly pool: PoolFigures;
}

interface Probed {
  readonly label: string;
  readonly identity: ServerIdentity;
  readonly figures: PoolFigures;
  send(command: Command, options?: SendOptions): Promise<Reply>;
}

/** Asks the server with one PING. Never rejects: a server that does not answer is a result, not an exception. */
export async function probeHealth(pool: Probed, options: SendOptions = {}): Promise<ServerHealth> {
  const startedAtMs = performance.now();
  const answer = await pool.send(["PING"], { ...options, readOnly: true }).then(
    () => ({ status: "up" as const, pingMs: performance.now() - startedAtMs }),
    (error: unknown) => ({
      status: "down" as const,
      error: {
        code: isOctavecError(error) ? error.code : options.signal?.aborted ? "ABORTED" : "UNKNOWN",
        message: error instanceof Error ? error.message : String(error),
      },
    }),
  );
  const { version, role, mode } = pool.identity;
  return { ...answer, server: pool.label, version, role, mode, pool: pool.figures };
}
