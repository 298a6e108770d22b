import { TimeBudget } from "../async/index.js";
import { failureCode, isOctavecError } from "../errors/index.js";
import type { ExportedEntry, TransferOptions } from "../options/index.js";
import {
  type CacheStats,
  type Feedback,
  type FeedbackResult,
  giveFeedback,
  keepAccount,
  type Ledger,
  RecentHits,
  readStats,
} from "./account/index.js";
import { type Producer, type WrapOptions, type WrappedAnswer, wrapAnswer } from "./answer/index.js";
import {
  type CacheConnection,
  type CacheConnectionOptions,
  openCacheConnection,
} from "./cache-connection.js";
import { assembleParts, type CacheClient, type CacheParts, type CachePartsOptions } from "./cache-parts.js";
import type { CacheTimings } from "./context/index.js";
import type { Answer, LookupResult, StoreResult } from "./contract/index.js";
import {
  attachLifetime,
  type ClearOptions,
  type ClearReport,
  checkTarget,
  clearTenant,
  type ExportOptions,
  embedTexts,
  exportEntries,
  type InvalidationReport,
  type InvalidationTarget,
  invalidate,
  storeAnswer,
  TenantFamily,
  type TransferReport,
  tellStored,
  type WarmEntry,
  type WarmMemoryOptions,
  warmEntries,
  warmMemory,
} from "./entries/index.js";
import { type ExplainOptions, type Explanation, explainLookup, lookUp } from "./find/index.js";
import { type CacheRequest, identityOf } from "./question/index.js";

/** Settings and collaborators of a cache, and either a client of `connect()` or the `url` of a client of its own. */
export type SemanticCacheOptions = Omit<CachePartsOptions, "client"> &
  Omit<CacheConnectionOptions, "client" | "url"> &
  ({ client: CacheClient; url?: undefined } | { url: string; client?: undefined });

/** A cache of answers by the meaning of their questions, for one tenant. */
export class SemanticCache {
  readonly #parts: CacheParts;
  readonly #ledger: Ledger;
  readonly #recentHits = new RecentHits();
  readonly #options: CachePartsOptions;
  readonly #connection: CacheConnection;
  /** One for all caches that came of the same. */
  #family: TenantFamily<SemanticCache>;

  readonly #timings: Partial<CacheTimings>;

  /**
   * Does no I/O, except that with `url` it begins to connect in the background.
   *
   * @param timings - For tests of the cache itself: shorter times than users ever need.
   * @throws OctavecError `INVALID_OPTIONS`.
   */
  constructor(options: SemanticCacheOptions, timings: Partial<CacheTimings> = {}) {
    const { client: given, url, onEvent, logger, ...rest } = options;
    this.#connection = openCacheConnection({ client: given, url, onEvent, logger }, options.telemetry);
    const { client } = this.#connection;
    this.#options = { ...rest, client };
    this.#timings = timings;
    const parts = this.#assemble();
    this.#parts = parts;
    const { tenant, memory } = parts.settings;
    this.#family = new TenantFamily<SemanticCache>({ tenant, member: this }, memory);
    attachLifetime(parts);
    this.#ledger = keepAccount(parts, client.telemetry);
    const usedMemory = () => this.#family.usedMemory(parts.memory);
    parts.observers.push(this.#recentHits, { lookedUp: usedMemory, stored: usedMemory });
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
    if ("bypass" in identity) {
      return { stored: false, reason: identity.bypass, errorCode: identity.errorCode };
    }
    const answer = { response, answerId, usage, ttlMs };
    const startedAtMs = performance.now();
    let vector: Float32Array | undefined;
    try {
      [vector] = (await embedTexts(parts, [identity.text], identity.category, signal)) ?? [];
    } catch (error) {
      signal?.throwIfAborted();
      const result = { stored: false, reason: "embedding-failed", errorCode: failureCode(error) } as const;
      return tellStored(parts, identity, answer, result, startedAtMs);
    }
    try {
      const timeoutMs = parts.settings.timeoutMs;
      return await storeAnswer(parts, identity, answer, vector, undefined, { timeoutMs, signal });
    } catch (error) {
      signal?.throwIfAborted();
      if (isOctavecError(error, "INVALID_ARGUMENT")) throw error;
      return { stored: false, reason: "unavailable", errorCode: failureCode(error) };
    }
  }

  /**
   * The cached answer, or the one that `produce` makes, which is then stored. Never fails because of the cache, on which it
   * spends at most `timeoutMs` beside the embedding. Callers who ask the same at the same time, in all processes, share one
   * call of one producer; what it rejects with reaches those of its own process unchanged, and nothing is stored.
   */
  wrap(request: CacheRequest, produce: Producer, options: WrapOptions = {}): Promise<WrappedAnswer> {
    return wrapAnswer(this.#parts, request, produce, options);
  }

  /**
   * Makes answers disappear everywhere: one entry, all with a tag, all of a model, or (in constant time) everything of this
   * tenant. Answers that were asked for before, and arrive later, are not stored (`outdated`).
   *
   * Once it has resolved, Redis serves nothing of it, nor does the memory tier of this object; that of another one does so
   * no longer than `coherence.maxLagMs` (default 1 second) from then, even when it is cut off from Redis, and ordinarily for
   * `pollMs` and one round trip. With `maxLagMs: "unbounded"` one that is cut off serves it until it expires. Where look-ups
   * are read from replicas, the replicas' own lag comes on top.
   *
   * `near` asks the embedder and finds what the graph finds, 256 entries at a time. It does not keep answers from being stored
   * that are being made meanwhile.
   *
   * May be repeated, and must be when it rejects: it may have been done in part. A tag or model of n entries costs about n / 32
   * round trips; the rest one or two.
   * @throws OctavecError `INVALID_ARGUMENT`; the codes of commands (`CONNECTION_LOST`, `TIMEOUT`, `NOT_AUTHORIZED` …).
   */
  async invalidate(
    target: InvalidationTarget,
    options: { signal?: AbortSignal } = {},
  ): Promise<InvalidationReport> {
    const checked = checkTarget(target);
    const isElsewhere = checked.kind === "tenant" && checked.name !== this.#parts.settings.tenant;
    const parts = isElsewhere ? this.forTenant(checked.name).#parts : this.#parts;
    return invalidate(parts, checked, options.signal);
  }

  /**
   * What the tenant's cache did and what it was worth, since its ledger began: all instances, what this one has not handed
   * over yet included. One round trip. @throws what Redis answers.
   */
  stats(options: { signal?: AbortSignal } = {}): Promise<CacheStats> {
    return readStats(this.#parts, this.#ledger, { signal: options.signal });
  }

  /**
   * What `lookup` would say at this moment, and why: the same code runs with a trace. Reports the request's identity, what
   * every step says, the nearest entries with their similarities and bounds, threshold, policy and guards. Leaves nothing
   * behind: nothing is counted or counts as used, memory is not filled, no other call shares its work. Asks the embedder and the
   * hooks, and takes three round trips. A server that does not answer within `timeoutMs` is part of the explanation.
   * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason.
   */
  explain(request: CacheRequest, options: ExplainOptions = {}): Promise<Explanation> {
    return explainLookup(this.#parts, request, options);
  }

  /**
   * Takes note of whether a served answer was right. The verdict is counted by tier and similarity (`stats().feedback`) and
   * kept with the entry. A wrong one takes the entry away, for all instances, unless `remove` is false: what was stored may
   * be a right answer that only stood too near. Not to be repeated: it would count twice.
   * @throws OctavecError `INVALID_ARGUMENT`; what Redis answers.
   */
  feedback(
    entryId: string,
    feedback: Feedback,
    options: { signal?: AbortSignal } = {},
  ): Promise<FeedbackResult> {
    const recent = this.#recentHits.of(entryId);
    return giveFeedback(this.#parts, recent, entryId, feedback, options.signal);
  }

  /**
   * Stores many answers, with one call of the embedder for each batch: questions with their answers, or entries that `export`
   * gave, also mixed. Exported entries keep their id, their age and the life that they have left; they need the embedder,
   * `index.quantization` and `keySecret` that they were made with. An invalid entry is counted and left out. May be repeated,
   * and continued with `resumeFrom`; of two entries for one question in the source either may stay.
   * @throws OctavecError `ABORTED` or `BATCH_INCOMPLETE` (`details.resumeFrom` says where to continue), `INVALID_OPTIONS`.
   */
  async warm(
    entries: Iterable<WarmEntry> | AsyncIterable<WarmEntry>,
    options: TransferOptions = {},
  ): Promise<TransferReport> {
    this.#parts.lifecycle.use();
    return warmEntries(this.#parts, entries, options);
  }

  /** Loads the most used entries, or those near a question, into this process. @throws OctavecError `INVALID_ARGUMENT`; what Redis or the embedder answers. */
  async warmMemory(options: WarmMemoryOptions = {}): Promise<{ readonly loaded: number }> {
    this.#parts.lifecycle.use();
    return warmMemory(this.#parts, options);
  }

  /**
   * Every entry that has not expired, as plain JSON with the life it has left; `writeJsonl` makes a file of it. Reads on as
   * you do, while others write: an entry that is there throughout comes at least once.
   * @throws OctavecError `INVALID_ARGUMENT`; what Redis answers.
   */
  export(options: ExportOptions = {}): AsyncGenerator<ExportedEntry, void, undefined> {
    return exportEntries(this.#parts, options);
  }

  /**
   * The cache of another tenant of the namespace: same client, embedder, policy and settings, with keys of its own and what
   * `tenants` says of it. The same object each time, so it may be asked for with every request. The memory tiers of all
   * together keep within the bounds of one. At most 1,000 are kept open beside the first; one that was closed, by this or by
   * `close()`, goes on answering from Redis. Does no I/O. @throws OctavecError `INVALID_OPTIONS`.
   */
  forTenant(tenant: string): SemanticCache {
    return this.#family.of(tenant, () => {
      const cache = new SemanticCache({ ...this.#options, tenant }, this.#timings);
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
   * Ends what the cache, and those of `forTenant` with the first one, do in the background. A client that was given stays open;
   * one that the cache made of `url` is closed. May be called again.
   */
  async close(): Promise<void> {
    await this.#family.leave(this, this.#parts.memory);
    await this.#parts.bound.close?.();
    await this.#parts.lifecycle.close();
    await this.#connection.close();
  }

  #assemble(): CacheParts {
    try {
      return assembleParts(this.#options, this.#timings);
    } catch (error) {
      void this.#connection.close();
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
