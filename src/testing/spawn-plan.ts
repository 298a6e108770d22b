import type { RedisSource } from "./redis-handle.js";
import { TEST_DEFAULTS } from "./server-args.js";

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
}

/** The whole command line for one server of this plan. */
export function serverCommand(plan: SpawnPlan, port: number, furtherArgs: readonly string[]): string[] {
  const place = ["--bind", "127.0.0.1", "--port", String(port), "--daemonize", "no"];
  return [...plan.command, ...TEST_DEFAULTS, ...place, ...plan.args, ...furtherArgs];
}
