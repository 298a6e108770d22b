import { type CacheClient, SemanticCache } from "../../cache/index.js";
import type { CacheDefinition } from "./cache-definition.js";
import type { EntrySecrets } from "./entry-secrets.js";
import type { WatchedEmbedder } from "./watched-embedder.js";

/** One open cache of the gateway. */
export interface GatewayCache {
  readonly definition: CacheDefinition;
  /** Least cosine similarity of a hit where a request names none. */
  readonly threshold: number;
  /** The answers of the proxy. It has no tenant of its own: each caller of the proxy is one, by `forTenant`. */
  readonly answers: SemanticCache;
  /** The entries that clients of LangCache store. */
  readonly entries: SemanticCache;
}

export interface CacheParts {
  readonly client: CacheClient;
  readonly namespace: string;
  readonly embedder: WatchedEmbedder | undefined;
  readonly secrets: EntrySecrets;
}

const DEFAULT_THRESHOLD = 0.9;
const ENTRIES_TENANT = "langcache";

/** Opens a cache. Does no I/O. @throws OctavecError `INVALID_OPTIONS`. */
export function openGatewayCache(
  definition: CacheDefinition,
  { client, namespace, embedder, secrets }: CacheParts,
): GatewayCache {
  const { id, ttlMs, maxEntries, maxBytes, timeoutMs, embedTimeoutMs } = definition;
  // No threshold: each request of LangCache says its own, and may say a lower one than the default of the cache.
  const settings = {
    ...secrets.of(definition.encryption, "encryption"),
    client,
    embedder,
    namespace,
    ttlMs,
    maxEntries,
    maxBytes,
    timeoutMs,
    embedTimeoutMs,
    probation: definition.probation === true ? {} : false,
  } as const;
  const threshold = definition.threshold ?? embedder?.recommendedThreshold?.value ?? DEFAULT_THRESHOLD;
  return {
    definition,
    threshold,
    answers: new SemanticCache({ ...settings, threshold, name: `${id}-answers` }),
    // Entries that differ in attributes are different entries.
    entries: new SemanticCache({ ...settings, name: id, tenant: ENTRIES_TENANT, separateByTags: true }),
  };
}

/** Ends what a cache does in the background. The client stays open. */
export async function closeGatewayCache({ answers, entries }: GatewayCache): Promise<void> {
  await Promise.all([answers.close(), entries.close()]);
}
