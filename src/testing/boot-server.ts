import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../errors/index.js";
import { type GuardedServer, launchGuarded } from "./guarded-server.js";
import { inspectServer, type ServerFacts } from "./inspect-server.js";
import type { RedisAddress } from "./redis-address.js";
import { waitUntil } from "./wait-until.js";

/** Another process took the port after it was chosen and before the server bound it. */
export class PortTakenError extends Error {}

export interface BootOptions {
  readonly folder: string;
  readonly address: RedisAddress;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether the server is a Sentinel, which needs no Vector Sets. Default false. */
  readonly sentinel?: boolean | undefined;
}

export interface BootedServer {
  readonly guard: GuardedServer;
  readonly facts: ServerFacts;
}

const ANSWER_TIMEOUT_MS = 1_000;
const LOG_LINES_IN_ERROR = 8;

/**
 * Starts a server and resolves when it answers. If it does not answer, the process is ended, the folder stays, and the error
 * quotes the end of the server's log.
 */
export async function bootServer(command: readonly string[], options: BootOptions): Promise<BootedServer> {
  const { folder, address, env, timeoutMs, signal } = options;
  const logFile = join(folder, "server.log");
  const logStart = await sizeOf(logFile);
  const guard = await launchGuarded(command, { folder, env });
  let trouble = "no answer yet";
  try {
    const facts = await waitUntil(
      async () => {
        if (!guard.isRunning) throw new Error(`the server ended at once (status ${await guard.ended})`);
        const found = await Promise.race([inspectServer(address, ANSWER_TIMEOUT_MS), guard.ended]).catch(
          (error: unknown) => {
            trouble = messageOf(error);
          },
        );
        // Another server may answer on this port before ours notices that the port is taken.
        return typeof found === "object" && found.pid === guard.pid ? found : undefined;
      },
      { timeoutMs, signal, failure: "the server did not get ready" },
    );
    if (facts.problem !== undefined && !options.sentinel) throw new Error(facts.problem);
    return { guard, facts };
  } catch (error) {
    const wasRunning = guard.isRunning;
    guard.signal("SIGKILL");
    await guard.waitForEnd();
    await guard.handOver();
    signal?.throwIfAborted();
    const log = await readFrom(logFile, logStart);
    if (log.includes("Address already in use")) throw new PortTakenError(`port ${address.port} is taken`);
    const tail = log.trimEnd().split("\n").slice(-LOG_LINES_IN_ERROR).join("\n");
    const lastTry = wasRunning ? ` (last try: ${trouble})` : "";
    throw new Error(`${messageOf(error)}${lastTry}; its log ends with:\n${tail || "(nothing)"}`);
  }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function readFrom(file: string, start: number): Promise<string> {
  const log = await readFile(file).catch(() => Buffer.alloc(0));
  return log.subarray(start).toString("utf8");
}
