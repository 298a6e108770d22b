import { isOctavecError } from "../errors/index.js";
import { assembleParts, type CacheParts, type SemanticCacheOptions } from "./cache-parts.js";
import {
  type CacheLearning,
  cacheLearning,
  type ExperimentReport,
  type QualityReport,
  unlinkEntry,
} from "./learning/index.js";
import { identityOf, type LookupResult, lookUp } from "./lookup/index.js";
import { type CacheRequest, checkEntryId } from "./request/index.js";
import { type Answer, type StoreResult, storeAnswer } from "./store/index.js";
import { TimeBudget } from "./time-budget.js";
import { type Producer, type WrapOptions, type WrappedAnswer, wrapAnswer } from "./wrap/index.js";

/** A cache of answers by the meaning of their questions, for one tenant. */
export class SemanticCache {
  readonly #parts: CacheParts;

  /** Does no I/O. @throws OctavecError `INVALID_OPTIONS`. */
  constructor(options: SemanticCacheOptions) {
    this.#parts = assembleParts(options);
  }

  /**
   * The cached answer to a question, or why there is none. May be repeated. Rejects only for bad arguments
   * (`INVALID_ARGUMENT`) and an aborted signal; a server that does not answer within `timeoutMs` is a miss.
   */
  async lookup(request: CacheRequest, options: { signal?: AbortSignal } = {}): Promise<LookupResult> {
    const budget = new TimeBudget(this.#parts.settings.timeoutMs);
    const { result } = await lookUp(this.#parts, request, budget, options.signal);
    return result;
  }

  /**
   * Stores an answer under its question, in place of an earlier one. May be repeated. Rejects for bad arguments
   * (`INVALID_ARGUMENT`) and an aborted signal; what else keeps it from being stored is in the result.
   */
  async store(request: CacheRequest & Answer, options: { signal?: AbortSignal } = {}): Promise<StoreResult> {
    const { response, answerId, usage, ttlMs, ...question } = request;
    const { signal } = options;
    const parts = this.#parts;
    const identity = await identityOf(parts, question, signal);
    if ("bypass" in identity) return { stored: false, reason: identity.bypass };
    let vector: Float32Array | undefined;
    if (parts.embedder !== undefined) {
      try {
        [vector] = await parts.embedder.embed([identity.text], { signal });
      } catch {
        signal?.throwIfAborted();
        return { stored: false, reason: "embedding-failed" };
      }
    }
    const answer = { response, answerId, usage, ttlMs };
    try {
      const timeoutMs = parts.settings.timeoutMs;
      return await storeAnswer(parts, identity, answer, vector, undefined, { timeoutMs, signal });
    } catch (error) {
      signal?.throwIfAborted();
      if (isOctavecError(error, "INVALID_ARGUMENT")) throw error;
      return { stored: false, reason: "unavailable" };
    }
  }

  /** The cached answer, or the one that `produce` makes, which is then stored. Never fails because of the cache. */
  wrap(request: CacheRequest, produce: Producer, options: WrapOptions = {}): Promise<WrappedAnswer> {
    return wrapAnswer(this.#parts, request, produce, options);
  }

  /** How good the hits are. One round trip where the figures are shared. @throws what the client throws. */
  quality(): Promise<QualityReport> {
    return this.#parts.learning.report();
  }

  /** How the two policies of an `experiment()` compare; undefined where `decision` is none. @throws what the client throws. */
  experiment(): Promise<ExperimentReport | undefined> {
    return this.#parts.learning.compare();
  }

  /** What `decision: "evidence"` has learned, shared by all instances. */
  get learning(): CacheLearning {
    return cacheLearning(this.#parts.learning.shared);
  }

  /**
   * The remedy for a false link: the entry stays, with an answer that is equal to no other entry's, so that it no longer speaks for
   * them. Gives whether it was there.
   * @throws OctavecError `INVALID_ARGUMENT`; what the client throws.
   */
  async unlink(entryId: string): Promise<boolean> {
    return unlinkEntry(this.#parts, checkEntryId(entryId));
  }

  /** Ends what the cache does in the background. The client stays open. May be called again. */
  close(): Promise<void> {
    return this.#parts.lifecycle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
