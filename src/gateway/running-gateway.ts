import type { AddressInfo } from "node:net";
import type { VectorClient } from "../client.js";
import type { CacheDirectory } from "./caches/index.js";
import { type CheckedGatewayConfig, checkGatewayConfig, type GatewayConfig } from "./config/index.js";
import type { Drain, HttpServer } from "./http/index.js";

/** A running gateway. */
export interface Gateway {
  readonly host: string;
  /** Port of the data plane and the proxy. */
  readonly port: number;
  /** Port of the control plane, health and metrics. */
  readonly adminPort: number;
  /** Takes caches and keys of another configuration, and reads the files of `listen.tls` anew. @returns the parts that only a restart takes. */
  reload(config: GatewayConfig): Promise<string[]>;
  /** Takes no more requests, lets running ones end within `limits.drainTimeoutMs`, and closes everything. */
  close(): Promise<void>;
}

interface Running {
  readonly servers: readonly HttpServer[];
  readonly drain: Drain;
  readonly directory: CacheDirectory;
  readonly client: VectorClient;
  readonly telemetry: { close(): Promise<void> };
  /** Takes the caches, keys and upstreams of a configuration. */
  readonly configure: (config: CheckedGatewayConfig) => Promise<void>;
}

/** @param first - The configuration that it was started with. */
export function runningGateway(
  first: CheckedGatewayConfig,
  { servers, drain, directory, client, telemetry, configure }: Running,
): Gateway {
  let closing: Promise<void> | undefined;
  const [port = 0, adminPort = 0] = servers.map(portOf);
  return {
    host: first.listen.host,
    port,
    adminPort,
    async reload(config) {
      const next = checkGatewayConfig(config);
      await configure(next);
      const isMcpNew = next.mcp !== undefined && first.mcp === undefined;
      const changed = RESTART_PARTS.filter(
        (part) => JSON.stringify(next[part]) !== JSON.stringify(first[part]),
      );
      return [...changed, ...(isMcpNew ? ["mcp"] : [])];
    },
    close() {
      closing ??= drain.run(first.limits.drainTimeoutMs).finally(async () => {
        await directory.close();
        await client.close();
        await telemetry.close();
      });
      return closing;
    },
  };
}

/** What is read once, at the start. */
const RESTART_PARTS = [
  "redis",
  "namespace",
  "listen",
  "limits",
  "log",
  "admin",
  "embedder",
  "encryption",
] as const;

function portOf({ server }: HttpServer): number {
  return (server.address() as AddressInfo).port;
}
