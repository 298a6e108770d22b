import type { ReplayOptions, SemanticCache } from "../cache/index.js";
import type { EmbeddingCache } from "../embedding/index.js";

/** What calls of model providers are answered from. */
export interface ProviderCallOptions {
  /** The cache of the answers. Without a tenant of its own, each call needs the header `x-octavec-tenant`. */
  readonly cache: SemanticCache;
  /** Keeps the vectors of calls of `/embeddings` that name its model. Default: these calls are passed on. */
  readonly embeddings?: EmbeddingCache | undefined;
  /** How a stored answer is streamed. */
  readonly replay?: ReplayOptions | undefined;
}
