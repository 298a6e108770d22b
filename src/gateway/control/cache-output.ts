import type { z } from "zod";
import type { CacheDefinition, GatewayCache, WatchedEmbedder } from "../caches/index.js";
import type { cacheReply } from "./replies.js";

/** A gateway has one database. */
const DATABASE = "redis";

export interface CacheFailure {
  readonly message: string;
  /** ISO 8601. */
  readonly occurredAt: string;
}

export interface OutputParts {
  readonly embedder: WatchedEmbedder | undefined;
  readonly embeddingProvider: string;
  /** Undefined while Redis answers. */
  readonly failure: CacheFailure | undefined;
}

/** A cache as the control plane shows it. */
export function cacheOutput(
  { definition, threshold }: GatewayCache,
  { embedder, embeddingProvider, failure }: OutputParts,
): z.output<typeof cacheReply> {
  return {
    cacheId: definition.id,
    name: definition.name,
    databaseId: definition.databaseId ?? DATABASE,
    databaseName: DATABASE,
    defaultSearchThreshold: threshold,
    defaultTtlMillis: definition.ttlMs === "never" ? -1 : definition.ttlMs,
    attributes: definition.attributes,
    searchStrategies: definition.strategies,
    embeddingProvider,
    embeddingModel: embedder?.model ?? "none",
    embeddingDimensions: embedder?.dimension ?? 0,
    status: failure === undefined ? "READY" : "UNAVAILABLE",
    createdAt: createdAtOf(definition),
    ...(failure === undefined ? {} : { failure }),
  };
}

function createdAtOf({ createdAtMs }: CacheDefinition): string {
  return new Date(createdAtMs).toISOString();
}
