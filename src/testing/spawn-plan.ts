import type { RedisSource } from "./redis-handle.js";
import { TEST_DEFAULTS } from "./server-args.js";
import type { TlsFiles } from "./start-redis8-options.js";

/** Everything needed to launch one more server of a kind: the first one, its restarts and its replicas. */
export interface SpawnPlan {
  readonly source: RedisSource;
  readonly origin: string;
  /** The words before the server's own arguments: the file, with a loader in front where one is needed. */
  readonly command: readonly string[];
  /** The caller's arguments. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly startTimeoutMs: number;
  readonly tls?: TlsFiles | undefined;
  readonly sentinel?: boolean | undefined;
}

/** A Sentinel keeps what it knows in its configuration file, in its working directory, and does not start without one. */
export const SENTINEL_FILE = "sentinel.conf";

/** The whole command line for one server of this plan. */
export function serverCommand(plan: SpawnPlan, port: number, furtherArgs: readonly string[]): string[] {
  const place = ["--bind", "127.0.0.1", "--daemonize", "no", ...portArgs(port, plan.tls)];
  if (plan.sentinel) return [...plan.command, SENTINEL_FILE, "--sentinel", ...place, ...plan.args];
  return [...plan.command, ...TEST_DEFAULTS, ...place, ...plan.args, ...furtherArgs];
}

function portArgs(port: number, tls: TlsFiles | undefined): string[] {
  if (tls === undefined) return ["--port", String(port)];
  return [
    ...["--port", "0", "--tls-port", String(port)],
    ...["--tls-cert-file", tls.certFile, "--tls-key-file", tls.keyFile, "--tls-ca-cert-file", tls.caFile],
    ...["--tls-auth-clients", "no", "--tls-replication", "yes", "--tls-cluster", "yes"],
  ];
}
