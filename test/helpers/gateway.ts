import { inject, onTestFinished } from "vitest";
import { createTestEmbedder } from "../../src/embedding/index.js";
import {
  createGateway,
  type Gateway,
  type GatewayConfig,
  type GatewayParts,
} from "../../src/gateway/index.js";
import { uniquePrefix } from "./unique-prefix.js";

export const CACHE_ID = "0123456789abcdef0123456789abcdef";

/** Log lines of a gateway, and where it listens. */
export interface StartedGateway {
  readonly gateway: Gateway;
  readonly url: string;
  readonly adminUrl: string;
  readonly lines: Record<string, unknown>[];
}

/** A gateway on free ports with keys in Redis of its own and the test embedder. It ends with the test. */
export async function startedGateway(
  config: GatewayConfig,
  parts: GatewayParts = {},
): Promise<StartedGateway> {
  const lines: Record<string, unknown>[] = [];
  const gateway = await createGateway(
    {
      redis: inject("redisUrl"),
      namespace: uniquePrefix("gateway"),
      ...config,
      listen: { port: 0, adminPort: 0, ...config.listen },
    },
    {
      embedder: createTestEmbedder({ dimension: 64 }),
      environment: {},
      log: (line) => lines.push(line),
      ...parts,
    },
  );
  onTestFinished(() => gateway.close());
  const urlOf = (port: number) => `http://127.0.0.1:${port}`;
  return { gateway, url: urlOf(gateway.port), adminUrl: urlOf(gateway.adminPort), lines };
}
