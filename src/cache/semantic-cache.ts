import { isOctavecError } from "../errors/index.js";
import { assembleParts, type CacheParts, type SemanticCacheOptions } from "./cache-parts.js";
import { attachLifetime, type SweepReport, sweepAll, sweepStepsOf } from "./lifetime/index.js";
import { identityOf, type LookupResult, lookUp } from "./lookup/index.js";
import type { CacheRequest } from "./request/index.js";
import { type Answer, type StoreResult, storeAnswer } from "./store/index.js";
import { type ClearOptions, type ClearReport, clearTenant, TenantFamily } from "./tenants/index.js";
import { TimeBudget } from "./time-budget.js";
import { type Producer, type WrapOptions, type WrappedAnswer, wrapAnswer } from "./wrap/index.js";

/** A cache of answers by the meaning of their questions, for one tenant. */
export class SemanticCache {
  readonly #parts: CacheParts;
  readonly #options: SemanticCacheOptions;
  /** One for all caches that came of the same. */
  #family: TenantFamily<SemanticCache>;

  /** Does no I/O. @throws OctavecError `INVALID_OPTIONS`. */
  constructor(options: SemanticCacheOptions) {
    this.#options = options;
    const parts = assembleParts(options);
    this.#parts = parts;
    const { tenant, memory } = parts.settings;
    this.#family = new TenantFamily<SemanticCache>({ tenant, member: this }, memory);
    attachLifetime(parts);
    const usedMemory = () => this.#family.usedMemory(parts.memory);
    parts.observers.push({ lookedUp: usedMemory, stored: usedMemory });
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

  /**
   * The cache of another tenant of the namespace: same client, embedder, policy and settings, with keys of its own and what
   * `tenants` says of it. The same object each time, so it may be asked for with every request. The memory tiers of all
   * together keep within the bounds of one. At most 1,000 are kept open beside the first; one that was closed, by this or by
   * `close()`, goes on answering from Redis. Does no I/O. @throws OctavecError `INVALID_OPTIONS`.
   */
  forTenant(tenant: string): SemanticCache {
    return this.#family.of(tenant, () => {
      const cache = new SemanticCache({ ...this.#options, tenant });
      cache.#family = this.#family;
      return cache;
    });
  }

  /**
   * Erases everything of this cache's tenant: entries, indexes, account. From the moment the first round trip is answered no
   * look-up in Redis finds any of it; other processes drop what they hold in memory as after `invalidate`. The keys then go
   * in steps of a few entries. Resolves when all are gone; when it rejects (a failure, or the signal) after the first trip,
   * the sweep does the rest. May be repeated.
   */
  clearTenant(options: ClearOptions = {}): Promise<ClearReport> {
    return clearTenant(this.#parts, options);
  }

  /**
   * Takes away all entries that have expired, are over the limits, or were flushed: what the background job (`sweep`) does, for
   * use where that is off. Whether or not it has run, no look-up answers with such an entry. One round trip per 10 entries.
   * May be repeated, and run in several processes.
   */
  sweep({ signal }: { signal?: AbortSignal } = {}): Promise<SweepReport> {
    return sweepAll(sweepStepsOf(this.#parts), { signal });
  }

  /** Ends what the cache, and those of `forTenant` with the first one, do in the background. The client stays open. May be called again. */
  async close(): Promise<void> {
    await this.#family.leave(this, this.#parts.memory);
    await this.#parts.lifecycle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
