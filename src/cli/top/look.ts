import type { CacheStats, SemanticCache } from "../../cache/index.js";
import { isOctavecError, type VectorClient } from "../../index.js";
import { type LatencyHistogram, readLatencyHistograms } from "./latency-histograms.js";
import { type ServerSample, sampleServer } from "./server-sample.js";
import { readSlowCommands, type SlowCommand } from "./slow-commands.js";

/** How this program reaches its servers. */
export interface ConnectionFigures {
  readonly status: "up" | "degraded" | "down";
  readonly servers: readonly {
    readonly server: string;
    readonly status: "up" | "down";
    readonly pingMs: number | undefined;
    /** State of the circuit breaker of this program. Each service has its own. */
    readonly breaker: string | undefined;
  }[];
}

/** What a server and a cache show at one moment. */
export interface Look {
  readonly connection: ConnectionFigures;
  /** Undefined if the server did not answer. */
  readonly seen: Seen | undefined;
  /** Why it did not answer: the code of the failure. */
  readonly failureCode: string | undefined;
}

export interface Seen {
  readonly server: ServerSample;
  readonly histograms: ReadonlyMap<string, LatencyHistogram> | undefined;
  readonly slowest: readonly SlowCommand[] | undefined;
  readonly cache: CacheStats | undefined;
}

/** Looks once. Rejects only with the signal's reason, and for errors that are no answer of a server. */
export async function look(
  client: VectorClient,
  cache: SemanticCache | undefined,
  signal: AbortSignal,
): Promise<Look> {
  const [seen, health] = await Promise.all([
    see(client, cache, signal).catch((error: unknown) => failureOf(error, signal)),
    client.health({ signal }),
  ]);
  const connection = {
    status: health.status,
    servers: health.nodes.map(({ server, status, pingMs, breaker }) => {
      return { server, status, pingMs, breaker: breaker?.state };
    }),
  };
  return typeof seen === "string"
    ? { connection, seen: undefined, failureCode: seen }
    : { connection, seen, failureCode: undefined };
}

async function see(
  client: VectorClient,
  cache: SemanticCache | undefined,
  signal: AbortSignal,
): Promise<Seen> {
  const [server, histograms, slowest, stats] = await Promise.all([
    sampleServer(client, signal),
    readLatencyHistograms(client, signal),
    readSlowCommands(client, signal),
    cache?.stats({ signal }),
  ]);
  return { server, histograms, slowest, cache: stats };
}

function failureOf(error: unknown, signal: AbortSignal): string {
  signal.throwIfAborted();
  if (isOctavecError(error)) return error.code;
  throw error;
}
