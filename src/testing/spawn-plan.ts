import type { RedisSource } from "./redis-handle.js";
import { TEST_DEFAULTS } from "./server-args.js";
import type { TlsFiles } from "./start-redis8-options.js";

/** Everything that is needed to start a server, to restart it and to start its replicas. */
export interface SpawnPlan {
  readonly source: RedisSource;
  readonly origin: string;
  /** The command before the server's arguments: the file, after its loader if it needs one. */
  readonly command: readonly string[];
  /** The caller's arguments. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly startTimeoutMs: number;
  readonly tls?: TlsFiles | undefined;
  readonly sentinel?: boolean | undefined;
}

/** The configuration file in the working directory. A Sentinel stores its state there, and does not start without it. */
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
