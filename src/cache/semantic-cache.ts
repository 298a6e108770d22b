import { isOctavecError } from "../errors/index.js";
import type { ExportedEntry, TransferOptions } from "../options/index.js";
import { assembleParts, type CacheParts, type SemanticCacheOptions } from "./cache-parts.js";
import { type AnswerCluster, type ClustersOptions, listClusters } from "./clusters/index.js";
import { attachDrift, type DriftReport } from "./drift/index.js";
import { type ExplainOptions, type Explanation, explainLookup } from "./explain/index.js";
import { type Feedback, type FeedbackResult, giveFeedback, RecentHits } from "./feedback/index.js";
import {
  checkTarget,
  type InvalidationReport,
  type InvalidationTarget,
  invalidate,
} from "./invalidation/index.js";
import {
  type CacheLearning,
  type CacheQuality,
  cacheLearning,
  type ExperimentReport,
  type SharedThreshold,
  shareThreshold,
  unlinkEntry,
} from "./learning/index.js";
import { type CacheStats, keepAccount, type Ledger, readStats } from "./ledger/index.js";
import { attachLifetime, type SweepReport, sweepAll, sweepStepsOf } from "./lifetime/index.js";
import { identityOf, type LookupResult, lookUp } from "./lookup/index.js";
import { type CacheRequest, checkEntryId } from "./request/index.js";
import { type Answer, embedTexts, type StoreResult, storeAnswer, tellStored } from "./store/index.js";
import { type ClearOptions, type ClearReport, clearTenant, TenantFamily } from "./tenants/index.js";
import { TimeBudget } from "./time-budget.js";
import {
  type ExportOptions,
  exportEntries,
  importEntries,
  type TransferReport,
  type WarmEntry,
  type WarmMemoryOptions,
  warmEntries,
  warmMemory,
} from "./transfer/index.js";
import { type Producer, type WrapOptions, type WrappedAnswer, wrapAnswer } from "./wrap/index.js";

/** A cache of answers by the meaning of their questions, for one tenant. */
export class SemanticCache {
  readonly #parts: CacheParts;
  readonly #ledger: Ledger;
  readonly #threshold: SharedThreshold | undefined;
  readonly #drift: () => DriftReport;
  readonly #recentHits = new RecentHits();
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
    this.#threshold = shareThreshold(parts);
    this.#ledger = keepAccount(parts, options.client.telemetry);
    this.#drift = attachDrift(parts);
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
    if ("bypass" in identity) return { stored: false, reason: identity.bypass };
    const answer = { response, answerId, usage, ttlMs };
    const startedAtMs = performance.now();
    let vector: Float32Array | undefined;
    try {
      [vector] = (await embedTexts(parts, [identity.text], identity.category, signal)) ?? [];
    } catch {
      signal?.throwIfAborted();
      return tellStored(parts, identity, answer, { stored: false, reason: "embedding-failed" }, startedAtMs);
    }
    try {
      const timeoutMs = parts.settings.timeoutMs;
      return await storeAnswer(parts, identity, answer, vector, undefined, { timeoutMs, signal });
    } catch (error) {
      signal?.throwIfAborted();
      if (isOctavecError(error, "INVALID_ARGUMENT")) throw error;
      return { stored: false, reason: "unavailable" };
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
   * `near` asks the embedder and finds what the graph finds, 256 entries at a time; `cluster` finds entries with the cluster's answers
   * about their centroids. Neither keeps answers from being stored that are being made meanwhile.
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
   * How a look-up would go at this moment, in full: who the request is, what every tier says, the nearest entries with
   * their similarities and bounds, threshold, policy and guards. Leaves no trace: nothing is counted, nothing counts as
   * used, no tier is filled. Asks the embedder, and takes three round trips. A server that does not answer is part of the
   * explanation. @throws OctavecError `INVALID_ARGUMENT`.
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
   * Stores many answers, with one call of the embedder for each batch. An entry that is no valid one is counted and left
   * out. May be repeated, and gone on with at `resumeFrom`; of two entries for one question in the source either may stay.
   * @throws OctavecError `ABORTED` or `BATCH_INCOMPLETE` (`details.resumeFrom` says where to go on), `INVALID_OPTIONS`.
   */
  async warm(
    entries: Iterable<WarmEntry> | AsyncIterable<WarmEntry>,
    options: TransferOptions = {},
  ): Promise<TransferReport> {
    this.#parts.lifecycle.use();
    return warmEntries(this.#parts, entries, options);
  }

  /** Loads the most used entries, those near a question, or those of a cluster into this process. @throws OctavecError `INVALID_ARGUMENT`; what Redis or the embedder answers. */
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
   * Takes exported entries, into this tenant's cache: same ids, same age, the life that they have left. Needs the embedder,
   * `quantization` and `keySecret` that they were made with; others are counted as failed. May be repeated.
   * @throws OctavecError as `warm`.
   */
  async import(
    entries: Iterable<unknown> | AsyncIterable<unknown>,
    options: TransferOptions = {},
  ): Promise<TransferReport> {
    this.#parts.lifecycle.use();
    return importEntries(this.#parts, entries, options);
  }

  /**
   * The cache of another tenant of the namespace: same client, embedder, policy and settings, with keys of its own and what
   * `tenants` says of it. The same object each time, so it may be asked for with every request. The memory tiers of all
   * together keep within the bounds of one. At most 1,000 are kept open beside the first; one that was closed, by this or by
   * `close()`, goes on answering from Redis. Does no I/O. @throws OctavecError `INVALID_OPTIONS`.
   */
  forTenant(tenant: string): SemanticCache {
    return this.#family.of(tenant, () => {
      const { decision } = this.#options;
      const own = typeof decision === "object" ? (decision.forTenant?.() ?? decision) : decision;
      const cache = new SemanticCache({ ...this.#options, tenant, decision: own });
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

  /** How good the hits are, and whether what they are decided by has changed. One round trip where the figures are shared. @throws what the client throws. */
  async quality(): Promise<CacheQuality> {
    const report = await this.#parts.learning.report();
    const drift = this.#drift();
    const movedClusters = drift.level === "drift" ? await this.#parts.clusters.moved() : [];
    return { ...report, drift: { ...drift, movedClusters } };
  }

  /**
   * The answers of this tenant, those with similar questions together: what there is to warm up, or to invalidate with
   * `{ cluster: id }`. Off the request path: reads every entry (unless `of: "used"`), then computes in slices of some milliseconds.
   * @throws OctavecError `INVALID_ARGUMENT`; what Redis answers; the signal's reason.
   */
  clusters(options: ClustersOptions = {}): Promise<AnswerCluster[]> {
    this.#parts.lifecycle.use();
    return listClusters(this.#parts, options);
  }

  /** How the two policies of an `experiment()` compare; undefined where `decision` is none. @throws what the client throws. */
  experiment(): Promise<ExperimentReport | undefined> {
    return this.#parts.learning.compare();
  }

  /** What `decision: "evidence"` has learned, shared by all instances. */
  get learning(): CacheLearning {
    return cacheLearning(this.#parts.learning.learned, this.#threshold);
  }

  /**
   * The remedy for a false link: the entry stays, with an answer that is equal to no other entry's, so that it no longer speaks for
   * them. Gives whether it was there.
   * @throws OctavecError `INVALID_ARGUMENT`; what the client throws.
   */
  async unlink(entryId: string): Promise<boolean> {
    return unlinkEntry(this.#parts, checkEntryId(entryId));
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
