import type { Attributes, BatchObservableCallback, Meter } from "@opentelemetry/api";
import { BufferedCounter } from "./buffered-counter.js";
import { BufferedHistogram } from "./buffered-histogram.js";
import { CACHE_ATTRIBUTES, CACHE_METRICS } from "./cache-table.js";
import type { LookupSpan } from "./cache-traces.js";
import { createCounter, createHistogram, createObservable } from "./instruments.js";
import { observeTogether } from "./shared-observation.js";

/** One look-up, without its question and answer. */
export interface LookupFacts {
  readonly result: "hit" | "miss" | "bypass" | "error";
  /** Only for a hit. */
  readonly tier?: string | undefined;
  /** Only if it was no hit. */
  readonly reason?: string | undefined;
  readonly durationMs: number;
  /** Only after a semantic search. */
  readonly similarity?: number | undefined;
  /** Only if the embedder was called. */
  readonly embedMs?: number | undefined;
  /** Is ended with the outcome. */
  readonly span?: LookupSpan | undefined;
}

export interface CacheSizes {
  readonly entries: number;
  readonly bytes: number;
}

/** The memory tier, when metrics are collected. */
export interface MemoryFigures {
  readonly size: number;
  /** Bytes. */
  readonly sizeBytes: number;
  /** Undefined while the tier is not used. */
  readonly activeLagMs: number | undefined;
}

/** Entries that were removed from Redis. */
export interface RemovedEntries {
  readonly expired: number;
  readonly evicted: number;
  readonly flushed: number;
}

interface OutcomeAttributes {
  readonly outcome: Attributes;
  readonly requests: Attributes;
  readonly duration: Attributes;
}

/** The `octavec.cache.*` metrics of one cache. It also ends the spans of look-ups. */
export class CacheRecorder {
  readonly #meter: Meter | undefined;
  readonly #instruments;
  /** The tenant's name, or nothing if metrics must not name it. */
  readonly #tenant: Attributes;
  readonly #attributesByOutcome = new Map<string, OutcomeAttributes>();
  readonly #tokens: Readonly<Record<"input" | "output", Attributes>>;
  readonly #stops: (() => void)[] = [];

  /**
   * @param meter - Undefined if no SDK collects metrics.
   * @param tenant - Undefined if metrics must not name the tenant.
   */
  constructor(meter: Meter | undefined, tenant: string | undefined) {
    this.#meter = meter;
    this.#instruments = meter === undefined ? undefined : createInstruments(meter);
    this.#tenant = tenant === undefined ? {} : { [CACHE_ATTRIBUTES.cacheTenant.key]: tenant };
    const { key } = CACHE_ATTRIBUTES.cacheTokenType;
    this.#tokens = {
      input: { ...this.#tenant, [key]: "input" },
      output: { ...this.#tenant, [key]: "output" },
    };
    if (meter === undefined) return;
    // The SDK asks observed instruments first, and reads the others then.
    const observed = [createObservable(meter, CACHE_METRICS.memoryEntries)];
    const flush = () => this.#flush();
    meter.addBatchObservableCallback(flush, observed);
    this.#stops.push(() => {
      meter.removeBatchObservableCallback(flush, observed);
      flush();
    });
  }

  lookedUp({ result, tier, reason, durationMs, similarity, embedMs, span }: LookupFacts): void {
    const instruments = this.#instruments;
    if (span === undefined && instruments === undefined) return;
    const { requests, duration, outcome } = this.#attributesOf(result, tier, reason);
    span?.end(requests, similarity);
    if (instruments === undefined) return;
    instruments.requests.add(1, requests);
    instruments.duration.record(durationMs / 1_000, duration);
    if (similarity !== undefined) instruments.similarity.record(similarity, outcome);
    if (embedMs !== undefined) this.embedded("lookup", embedMs);
  }

  stored(result: "stored" | "replaced" | "refused", reason: string | undefined, durationMs: number): void {
    const outcome: Attributes = { ...this.#tenant, [CACHE_ATTRIBUTES.cacheResult.key]: result };
    const counted =
      reason === undefined ? outcome : { ...outcome, [CACHE_ATTRIBUTES.cacheReason.key]: reason };
    this.#instruments?.stores.add(1, counted);
    this.#instruments?.duration.record(durationMs / 1_000, {
      ...outcome,
      [CACHE_ATTRIBUTES.cacheOperation.key]: "store",
    });
  }

  embedded(operation: "lookup" | "store", durationMs: number): void {
    const attributes = { ...this.#tenant, [CACHE_ATTRIBUTES.cacheOperation.key]: operation };
    this.#instruments?.embedding.record(durationMs / 1_000, attributes);
  }

  savedTokens(type: "input" | "output", tokens: number): void {
    this.#instruments?.savedTokens.add(tokens, this.#tokens[type]);
  }

  savedCost(cost: number, currency: string): void {
    this.#instruments?.savedCost.add(cost, {
      ...this.#tenant,
      [CACHE_ATTRIBUTES.cacheCurrency.key]: currency,
    });
  }

  embeddingCost(cost: number, currency: string): void {
    this.#instruments?.embeddingCost.add(cost, {
      ...this.#tenant,
      [CACHE_ATTRIBUTES.cacheCurrency.key]: currency,
    });
  }

  judged(correct: boolean, tier: string): void {
    const verdict = correct ? "correct" : "incorrect";
    const attributes = {
      ...this.#tenant,
      [CACHE_ATTRIBUTES.cacheVerdict.key]: verdict,
      [CACHE_ATTRIBUTES.cacheTier.key]: tier,
    };
    this.#instruments?.feedback.add(1, attributes);
  }

  /**
   * Reads the sizes at every collection until `close`. It does nothing if metrics must not name the tenant, because the
   * sizes of different tenants would be added up.
   */
  watch(read: () => CacheSizes | undefined): void {
    const meter = this.#meter;
    if (meter === undefined || Object.keys(this.#tenant).length === 0) return;
    const entries = createObservable(meter, CACHE_METRICS.cacheEntries);
    const bytes = createObservable(meter, CACHE_METRICS.cacheSize);
    const observe: BatchObservableCallback = (result) => {
      const sizes = read();
      if (sizes === undefined) return;
      result.observe(entries, sizes.entries, this.#tenant);
      result.observe(bytes, sizes.bytes, this.#tenant);
    };
    meter.addBatchObservableCallback(observe, [entries, bytes]);
    this.#stops.push(() => meter.removeBatchObservableCallback(observe, [entries, bytes]));
  }

  /** Reads the figures of the memory tier at every collection until `close`. */
  watchMemory(memory: MemoryFigures): void {
    const meter = this.#meter;
    if (meter === undefined) return;
    const attributes = this.#tenant;
    const { memoryEntries, memorySize, invalidationLag } = CACHE_METRICS;
    const sum = { attributes, combine: "sum", otherwise: 0 } as const;
    const lag = () => (memory.activeLagMs === undefined ? undefined : memory.activeLagMs / 1_000);
    this.#stops.push(
      observeTogether(meter, memoryEntries, { ...sum, read: () => memory.size }),
      observeTogether(meter, memorySize, { ...sum, read: () => memory.sizeBytes }),
      observeTogether(meter, invalidationLag, { attributes, combine: "highest", otherwise: 0, read: lag }),
    );
  }

  removed(entries: RemovedEntries): void {
    for (const [reason, count] of Object.entries(entries)) {
      if (count === 0) continue;
      const attributes = { ...this.#tenant, [CACHE_ATTRIBUTES.cacheRemovalReason.key]: reason };
      this.#instruments?.removals.add(count, attributes);
    }
  }

  /** An entry left the memory tier because it was full. */
  memoryEvicted(): void {
    this.#instruments?.memoryEvictions.add(1, this.#tenant);
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #flush(): void {
    const instruments = this.#instruments;
    if (instruments === undefined) return;
    const { requests, savedTokens, duration, similarity } = instruments;
    for (const buffered of [requests, savedTokens, duration, similarity]) buffered.flush();
  }

  /** The attributes are created once for each outcome. There are few outcomes. */
  #attributesOf(result: string, tier: string | undefined, reason: string | undefined): OutcomeAttributes {
    const name = `${result} ${tier} ${reason}`;
    const known = this.#attributesByOutcome.get(name);
    if (known !== undefined) return known;
    const outcome = { ...this.#tenant, [CACHE_ATTRIBUTES.cacheResult.key]: result };
    const tiered = tier === undefined ? outcome : { ...outcome, [CACHE_ATTRIBUTES.cacheTier.key]: tier };
    const requests =
      reason === undefined ? tiered : { ...tiered, [CACHE_ATTRIBUTES.cacheReason.key]: reason };
    const duration = { ...tiered, [CACHE_ATTRIBUTES.cacheOperation.key]: "lookup" };
    const created = { outcome, requests, duration };
    this.#attributesByOutcome.set(name, created);
    return created;
  }
}

function createInstruments(meter: Meter) {
  return {
    requests: new BufferedCounter(createCounter(meter, CACHE_METRICS.cacheRequests)),
    duration: new BufferedHistogram(createHistogram(meter, CACHE_METRICS.cacheOperationDuration)),
    similarity: new BufferedHistogram(createHistogram(meter, CACHE_METRICS.cacheSimilarity)),
    stores: createCounter(meter, CACHE_METRICS.cacheStores),
    embedding: createHistogram(meter, CACHE_METRICS.embeddingDuration),
    savedTokens: new BufferedCounter(createCounter(meter, CACHE_METRICS.cacheSavedTokens)),
    savedCost: createCounter(meter, CACHE_METRICS.cacheSavedCost),
    embeddingCost: createCounter(meter, CACHE_METRICS.cacheEmbeddingCost),
    removals: createCounter(meter, CACHE_METRICS.cacheRemovals),
    memoryEvictions: createCounter(meter, CACHE_METRICS.memoryEvictions),
    feedback: createCounter(meter, CACHE_METRICS.cacheFeedback),
  };
}
