import { TimeBudget } from "../async/index.js";
import { checkCacheOptions, type ExportedEntry, type TransferOptions } from "../options/index.js";
import {
  type AllTenantsStats,
  type CacheStats,
  type Feedback,
  type FeedbackResult,
  giveFeedback,
  type RecentDays,
  type RecentDaysOptions,
  readAllTenants,
  readRecentDays,
  readStats,
} from "./account/index.js";
import {
  type PreparedQuestion,
  type Producer,
  prepareQuestion,
  type StreamedAnswer,
  type StreamProducer,
  type WrapOptions,
  type WrappedAnswer,
  type WrapStreamOptions,
  wrapAnswer,
  wrapStream,
} from "./answer/index.js";
import { type CacheConnection, openCacheConnection, type SemanticCacheOptions } from "./cache-connection.js";
import type { CacheParts, CachePartsOptions } from "./cache-parts.js";
import { checkOptions } from "./check-options.js";
import type { AnswerToStore, LookupResult, StoreResult } from "./contract/index.js";
import {
  type CacheTimings,
  type CheckedTarget,
  type ClearReport,
  type ClearTenantOptions,
  checkTarget,
  clearTenant,
  type ExportOptions,
  exportEntries,
  type FindByWordsOptions,
  type FoundByWords,
  findByWords,
  type InvalidationPreview,
  type InvalidationReport,
  type InvalidationTarget,
  invalidate,
  type PreviewOptions,
  previewInvalidation,
  type QuarantineOptions,
  type QuarantineReport,
  quarantine,
  storeRequest,
  TenantFamily,
  type TransferReport,
  type WarmEntry,
  type WarmMemoryOptions,
  warmEntries,
  warmMemory,
} from "./entries/index.js";
import {
  type ExplainOptions,
  type Explanation,
  explainLookup,
  type LookupOptions,
  lookUp,
} from "./find/index.js";
import { type OwnTenant, requireTenant, serveTenant } from "./own-tenant.js";
import type { CacheRequest } from "./question/index.js";

/**
 * A cache of answers by the meaning of their questions, for one tenant. Without the option `tenant` it serves nobody itself,
 * and `forTenant` gives the caches that do.
 */
export class SemanticCache {
  readonly #options: CachePartsOptions;
  readonly #connection: CacheConnection;
  readonly #timings: Partial<CacheTimings>;
  readonly #ownTenant: OwnTenant | undefined;
  /** This cache and those of other tenants that `forTenant` made. They share one object. */
  #family: TenantFamily<SemanticCache>;

  /**
   * Does no I/O, except that with `url` it begins to connect in the background.
   * @example
   * import { SemanticCache } from "octavec/cache";
   *
   * const cache = new SemanticCache({ client, embedder, namespace: "support", tenant: "acme", threshold: 0.85 });
   * @param timings - For tests of the cache itself: shorter times than users ever need.
   * @throws OctavecError `INVALID_OPTIONS`.
   */
  constructor(options: SemanticCacheOptions, timings: Partial<CacheTimings> = {}) {
    const { client: given, url, onEvent, logger, ...rest } = options;
    this.#connection = openCacheConnection({ client: given, url, onEvent, logger }, options.telemetry);
    this.#options = { ...rest, client: this.#connection.client };
    this.#timings = timings;
    try {
      const { tenant } = this.#options;
      if (tenant !== undefined) {
        const usedMemory = (memory: CacheParts["memory"]) => this.#family.usedMemory(memory);
        this.#ownTenant = serveTenant({ ...this.#options, tenant }, timings, usedMemory);
      }
      const settings = this.#ownTenant?.parts.settings ?? checkCacheOptions(this.#options);
      this.#family = new TenantFamily<SemanticCache>({ tenant, member: this }, settings);
    } catch (error) {
      void this.#connection.close();
      throw error;
    }
  }

  /**
   * The cached answer to a question, or why there is none. Idempotent. Rejects only for bad arguments (`INVALID_ARGUMENT`) and
   * an aborted signal; a server that does not answer within `timeoutMs` is a miss.
   * @example
   * const found = await cache.lookup({ prompt: "How do I pay?", scope: { model: "large" } });
   * console.log(found.hit ? found.response : found.reason);
   */
  async lookup(request: CacheRequest, options: LookupOptions = {}): Promise<LookupResult> {
    const parts = this.#partsFor("lookup", options);
    const budget = new TimeBudget(parts.settings.timeoutMs, parts.gate);
    const { result } = await lookUp(parts, request, budget, options);
    return result;
  }

  /**
   * Stores an answer under its question, in place of an earlier one. Idempotent. Rejects only for bad arguments
   * (`INVALID_ARGUMENT`) and an aborted signal; any other reason why the answer was not stored is in the result.
   * @example
   * const result = await cache.store({ prompt: "How do I pay?", scope: { model: "large" }, response: "By mail." });
   * if (!result.stored) console.warn(result.reason);
   */
  async store(
    request: CacheRequest & AnswerToStore,
    options: { signal?: AbortSignal } = {},
  ): Promise<StoreResult> {
    return storeRequest(this.#partsFor("store", options), request, options.signal);
  }

  /**
   * The cached answer, or the one that `produce` makes, which is then stored. Never fails because of the cache, on which it
   * spends at most `timeoutMs` beside the embedding. Callers who ask the same at the same time, in all processes, share one
   * call of one producer. If the producer rejects, the callers of its own process get its error unchanged, and nothing is
   * stored.
   * @example
   * const { response } = await cache.wrap({ prompt: "How do I pay?", scope: { model: "large" } }, async (signal) => {
   *   const { text, usage } = await askModel("How do I pay?", { signal });
   *   return { response: text, usage };
   * });
   */
  async wrap(request: CacheRequest, produce: Producer, options: WrapOptions = {}): Promise<WrappedAnswer> {
    return wrapAnswer(this.#partsFor("wrap", options), request, produce, options);
  }

  /**
   * `wrap` for streams. After a miss the caller reads the producer's stream as it comes, while it is collected; it is stored when it
   * has ended with an allowed `finishReason`. A stream that fails, is cut off or is cancelled is not stored. A hit is replayed as a
   * stream; `wrap` and `wrapStream` share answers. Callers who ask the same at the same time read the running stream from its
   * beginning; if it fails before its first chunk, they ask for themselves. In another process they get the answer when it is whole.
   * The producer is asked for chunks as fast as the fastest reader wants them.
   * @example
   * const { stream } = await cache.wrapStream({ prompt: "How do I pay?" }, async function* () {
   *   yield* ["By ", "mail."]; // the pieces as the model streams them
   * });
   * for await (const text of stream) process.stdout.write(text);
   * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason; what the producer throws before its stream begins, unchanged.
   */
  async wrapStream<T = string>(
    request: CacheRequest,
    produce: StreamProducer<T>,
    options: WrapStreamOptions<T> = {},
  ): Promise<StreamedAnswer<T>> {
    return wrapStream(this.#partsFor("wrapStream", options), request, produce, options);
  }

  /**
   * Reads and hashes a question once, for servers that get it again and again: `held()` of what this gives is the answer in
   * memory, at once and without a promise.
   *
   * @returns undefined for a question that is not cached, or whose conversation is to be condensed first.
   * @example
   * const question = cache.prepare({ prompt: "How do I pay?" });
   * const produce = async () => ({ response: "By mail." });
   * const answer = question?.held() ?? (await cache.wrap({ prompt: "How do I pay?" }, produce));
   * @throws OctavecError `INVALID_ARGUMENT`.
   */
  prepare(request: CacheRequest): PreparedQuestion | undefined {
    return prepareQuestion(this.#own.parts, request);
  }

  /**
   * Makes answers disappear everywhere: one entry, all with a tag, all of a model, or (in constant time) everything of this
   * tenant. An answer that was asked for before this call and arrives later is not stored (`outdated`).
   *
   * Once this has resolved, neither Redis nor the memory tier of this object serves any of these answers. The memory tiers of
   * other cache objects stop within `pollMs` and one round trip; within `coherence.maxLagMs` (default 1 second) if they are cut
   * off from Redis. With `maxLagMs: "unbounded"` a memory tier that is cut off serves an answer until it expires. If look-ups
   * are read from replicas, the replicas' own lag is added. `near` asks the embedder and finds
   * what the graph finds, 256 entries at a time. Answers that are being made meanwhile are stored nevertheless.
   *
   * Idempotent. When it rejects, part of the answers may be gone: repeat it. A tag or model of n entries costs about n / 32
   * round trips; the other targets one or two.
   * @throws OctavecError `INVALID_ARGUMENT`; the codes of commands (`CONNECTION_LOST`, `TIMEOUT`, `NOT_AUTHORIZED` …).
   */
  async invalidate(
    target: InvalidationTarget,
    options: { signal?: AbortSignal } = {},
  ): Promise<InvalidationReport> {
    checkOptions("invalidate", options);
    const checked = checkTarget(target);
    return invalidate(this.#meantBy(checked).#own.parts, checked, options.signal);
  }

  /**
   * What `invalidate` would remove at this moment, for people who are to approve it. Changes nothing. Two to four round trips.
   * @example
   * const { entries, listed } = await cache.previewInvalidation({ tag: "refunds" });
   * @throws OctavecError `INVALID_ARGUMENT`; the codes of commands, and for `near` those of the embedder.
   */
  async previewInvalidation(
    target: InvalidationTarget,
    options: PreviewOptions = {},
  ): Promise<InvalidationPreview> {
    checkOptions("previewInvalidation", options);
    const checked = checkTarget(target);
    return previewInvalidation(this.#meantBy(checked).#own.parts, checked, options);
  }

  /**
   * Holds back all answers of a writer, in all processes: none is served or stored from now on. Ended with `action: "lift"`, or finished
   * with `action: "remove"`, which deletes them. Memory tiers stop as after `invalidate`. Idempotent; one round trip.
   * @example
   * const { entries } = await cache.quarantine("user-17");
   * @throws OctavecError `INVALID_ARGUMENT`; the codes of commands.
   */
  async quarantine(writer: string, options: QuarantineOptions = {}): Promise<QuarantineReport> {
    return quarantine(this.#partsFor("quarantine", options), writer, options);
  }

  /**
   * What the tenant's cache did and what it was worth, since its ledger began: all instances, including what this one has not
   * sent to Redis yet. One round trip.
   *
   * With `tenants: "all"`: the same in brief for every tenant of the namespace and name, and the totals; also from a cache
   * without a tenant. It walks all keys of the server, about a round trip for each 1,000, and needs the rights `+scan +info`.
   * @example
   * const { totals, tenants } = await cache.stats({ tenants: "all" });
   * @throws OctavecError the codes of commands; with `tenants` also `UNSUPPORTED_OPERATION` in a cluster.
   */
  async stats(options?: { tenants?: undefined; signal?: AbortSignal }): Promise<CacheStats>;
  async stats(options: { tenants: "all"; signal?: AbortSignal }): Promise<AllTenantsStats>;
  async stats(
    options: { tenants?: "all" | undefined; signal?: AbortSignal } = {},
  ): Promise<CacheStats | AllTenantsStats> {
    checkOptions("stats", options);
    if (options.tenants === undefined) return readStats(this.#own, options.signal);
    await this.#ownTenant?.ledger.flush();
    const settings = this.#ownTenant?.parts.settings ?? checkCacheOptions(this.#options);
    return readAllTenants(this.#connection.client.executor, settings, options);
  }

  /**
   * How long the look-ups of up to 31 days took, by what they found, and which questions were answered anew: for `reportLatency`,
   * `reportAvailability` and `adviseCache`. Two round trips, three with `includeText`. @throws OctavecError the codes of commands.
   */
  async recentDays(options: RecentDaysOptions = {}): Promise<RecentDays> {
    checkOptions("recentDays", options);
    return readRecentDays(this.#own, options);
  }

  /**
   * What `lookup` would say at this moment, and why: the same code runs with a trace. Reports the request's identity, what
   * every step says, the nearest entries with their questions, similarities and bounds, the threshold and where it comes from,
   * policy and guards. Leaves nothing behind: nothing is counted or counts as used, memory is not filled, no other call shares
   * its work. Asks the embedder and the hooks, and takes four round trips. If the server does not answer within `timeoutMs`, the
   * explanation says so. @throws OctavecError `INVALID_ARGUMENT`; the signal's reason.
   */
  async explain(request: CacheRequest, options: ExplainOptions = {}): Promise<Explanation> {
    return explainLookup(this.#partsFor("explain", options), request, options);
  }

  /**
   * Takes note of whether a served answer was right. The verdict is counted by tier and similarity (`stats().feedback`) and
   * kept with the entry. A wrong verdict removes the entry for all instances, unless `remove` is false: the stored answer may be
   * right for its own question and only too near to this one. Not idempotent: a second call counts again.
   * @throws OctavecError `INVALID_ARGUMENT`; the codes of commands.
   */
  async feedback(
    entryId: string,
    feedback: Feedback,
    options: { signal?: AbortSignal } = {},
  ): Promise<FeedbackResult> {
    const parts = this.#partsFor("feedback", options);
    return giveFeedback(parts, entryId, feedback, { recent: this.#own.recentHits, signal: options.signal });
  }

  /**
   * Stores many answers, with one call of the embedder for each batch: questions with their answers, or entries that `export`
   * gave, also mixed. Exported entries keep their id, their age and the life that they have left; they need the embedder,
   * `index.quantization` and `keySecret` that they were made with. An invalid entry is counted and left out. Idempotent, and
   * continued with `resumeFrom`. If the source holds two entries for one question, either may stay.
   * @throws OctavecError `ABORTED` or `BATCH_INCOMPLETE` (`details.resumeFrom` says where to continue), `INVALID_OPTIONS`.
   */
  async warm(
    entries: Iterable<WarmEntry> | AsyncIterable<WarmEntry>,
    options: TransferOptions = {},
  ): Promise<TransferReport> {
    return warmEntries(this.#own.parts, entries, options);
  }

  /**
   * Loads the most used entries, or those near a question, into the memory of this process.
   * @throws OctavecError `INVALID_ARGUMENT`; the codes of commands and of the embedder.
   */
  async warmMemory(options: WarmMemoryOptions = {}): Promise<{ readonly loaded: number }> {
    return warmMemory(this.#partsFor("warmMemory", options), options);
  }

  /**
   * Every entry that has not expired, as plain JSON with the life it has left; `writeJsonl` makes a file of it. Reads from Redis
   * as fast as the caller reads, while others may write: an entry that is there from beginning to end comes at least once.
   * @throws OctavecError `INVALID_ARGUMENT`; the codes of commands.
   */
  async *export(options: ExportOptions = {}): AsyncGenerator<ExportedEntry, void, undefined> {
    yield* exportEntries(this.#partsFor("export", options), options);
  }

  /**
   * The entries whose question or answer has one of the words, best first by BM25: a tool for operators. It reads every entry of
   * the tenant from Redis, vectors included, and counts the words in this process, so that no store has to keep an index. Expired
   * entries are not found. Nothing is counted as used.
   * @example
   * for (const { entryId, prompt } of await cache.find({ text: "refund", language: "en" })) console.log(entryId, prompt);
   * @throws OctavecError `INVALID_ARGUMENT`; `MISSING_DEPENDENCY` for a language without `@orama/stemmers`; the codes of commands.
   */
  async find(options: FindByWordsOptions): Promise<FoundByWords[]> {
    return findByWords(this.#partsFor("find", options), options);
  }

  /**
   * The cache of another tenant of the namespace: same client, embedder, policy and settings, with keys of its own and its own
   * settings in `tenants`. Returns the same object each time, so it may be called with every request. The memory tiers of all
   * tenants together keep within the bounds of one. At most 1,000 caches are kept open beside the first one; a cache that was
   * closed, for this reason or by `close()`, goes on answering from Redis. Does no I/O. @throws OctavecError `INVALID_OPTIONS`.
   */
  forTenant(tenant: string): SemanticCache {
    return this.#family.of(tenant, () => {
      // Nothing is no tenant either, and refused as the empty one is.
      const cache = new SemanticCache({ ...this.#options, tenant: tenant ?? "" }, this.#timings);
      cache.#family = this.#family;
      return cache;
    });
  }

  /**
   * Erases everything of this cache's tenant: entries, indexes, account, what policies learned, events; with `everything` also
   * what other objects keep for it. The report says how much of each there was. Once the first round trip is answered, no look-up in
   * Redis finds any of it; other processes drop what they hold in memory as after `invalidate`. The keys are then removed a few
   * entries at a time. Resolves when all are gone. If it rejects after the first trip (a failure, or the signal), the sweep in
   * the background removes the rest. Idempotent.
   */
  async clearTenant(options: ClearTenantOptions = {}): Promise<ClearReport> {
    return clearTenant(this.#partsFor("clearTenant", options), options);
  }

  /** Puts the settings that `autoTune` changed back, and ends the tuning of this cache object. `stats().tuning` says what it did. */
  resetTuning(): void {
    this.#own.tuning?.reset();
  }

  /**
   * Ends the work in the background: of this cache, and if it is the first one, of all caches that `forTenant` made. A client
   * that was given stays open; one that the cache made of `url` is closed. May be called again.
   */
  async close(): Promise<void> {
    const parts = this.#ownTenant?.parts;
    await this.#family.leave(this, parts?.memory);
    await parts?.bound.close?.();
    await parts?.lifecycle.close();
    await this.#connection.close();
  }

  #meantBy(checked: CheckedTarget): SemanticCache {
    const isElsewhere = checked.kind === "tenant" && checked.name !== this.#ownTenant?.parts.settings.tenant;
    return isElsewhere ? this.forTenant(checked.name) : this;
  }

  /** @throws OctavecError `INVALID_ARGUMENT` for an option that the call does not have, and without a tenant. */
  #partsFor(call: Parameters<typeof checkOptions>[0], options: unknown): CacheParts {
    checkOptions(call, options);
    return this.#own.parts;
  }

  get #own(): OwnTenant {
    return requireTenant(this.#ownTenant);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
