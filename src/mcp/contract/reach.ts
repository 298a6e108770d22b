import type { SemanticCache } from "../../cache/index.js";
import type { VectorClient } from "../../client.js";
import type { Embedder } from "../../embedding/index.js";
import type { CollectionNames } from "./collection-names.js";

/** What one caller may reach. Tools see nothing else. */
export interface McpReach {
  readonly client: VectorClient;
  /** Namespace of what the tools keep in Redis themselves: proposals. */
  readonly namespace: string;
  /** Undefined: no tool of vector sets. */
  readonly collections: ReachableCollections | undefined;
  readonly caches: readonly ReachableCache[];
  /** Makes vectors of texts. Undefined: callers must give vectors. */
  readonly embedder: Embedder | undefined;
}

export interface ReachableCollections {
  readonly names: CollectionNames;
  readonly write: boolean;
}

/** One cache of answers, of one tenant. */
export interface ReachableCache {
  /** How callers name it. */
  readonly name: string;
  /** The same in every process and for no other cache. A proposal is bound to it. */
  readonly id: string;
  readonly cache: SemanticCache;
  readonly write: boolean;
  /** Least cosine similarity of a hit where a call names none. Default: what the cache says. */
  readonly threshold?: number | undefined;
}
