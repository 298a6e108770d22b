import type { SharedCalls } from "../../async/index.js";
import type { EmbedderDownEvent, EmbedderUpEvent } from "../../monitoring/index.js";
import type { ResolvedCacheSettings } from "../../options/index.js";
import type { CacheMessage } from "./cache-request.js";
import type { EmbedderBreaker } from "./embedder-breaker.js";
import type { KeyHasher } from "./key-hasher.js";
import type { EmbeddedQuestion } from "./query-vector.js";
import type { RecentQueries } from "./recent-queries.js";

/** Makes one question of a conversation, for `multiTurn: "condensed"`. */
export type CondenseTurns = (
  turns: readonly CacheMessage[],
  options: { signal: AbortSignal },
) => Promise<string>;

/** What is needed to identify a request and to embed its question. */
export interface QuestionContext {
  readonly settings: ResolvedCacheSettings;
  readonly hasher: KeyHasher;
  readonly condense: CondenseTurns | undefined;
  /** Names the vector space: model, prefix, dimension and quantization. Part of every scope id. Empty without an embedder. */
  readonly space: string;
  /** Running calls of the embedder, by question: callers who need the same vector share one call. */
  readonly embeddings: SharedCalls<EmbeddedQuestion>;
  /** Undefined without an embedder, and for explanations, which leave nothing behind. */
  readonly recent: RecentQueries | undefined;
  /** Skips an embedder that fails; undefined without one. */
  readonly breaker?: EmbedderBreaker | undefined;
  /** Told when the embedder is skipped, and when it is asked again. */
  readonly reportEmbedder?: ((event: EmbedderDownEvent | EmbedderUpEvent) => void) | undefined;
}
