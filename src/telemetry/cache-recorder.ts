import {
  type Attributes,
  type BatchObservableCallback,
  type Meter,
  SpanKind,
  type Tracer,
} from "@opentelemetry/api";
import { CACHE_ATTRIBUTES, CACHE_METRICS, CACHE_SPANS } from "./cache-table.js";
import { createCounter, createHistogram, createObservableUpDownCounter } from "./instruments.js";
import type { TracerSource } from "./tracer-source.js";

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
}

export interface CacheSizes {
  readonly entries: number;
  readonly bytes: number;
}

interface OutcomeAttributes {
  readonly outcome: Attributes;
  readonly requests: Attributes;
  readonly duration: Attributes;
}

/** The `octavec.cache.*` spans and metrics of one cache. */
export class CacheRecorder {
  readonly #tracer: TracerSource;
  readonly #meter: Meter | undefined;
  readonly #instruments;
  /** The tenant's name, or nothing if metrics must not name it. */
  readonly #tenant: Attributes;
  readonly #attributesByOutcome = new Map<string, OutcomeAttributes>();
  #stopWatching: () => void = () => {};

  /**
   * @param meter - Undefined if no SDK collects metrics.
   * @param tenant - Undefined if metrics must not name the tenant.
   */
  constructor(tracer: TracerSource, meter: Meter | undefined, tenant: string | undefined) {
    this.#tracer = tracer;
    this.#meter = meter;
    this.#instruments = meter === undefined ? undefined : createInstruments(meter);
    this.#tenant = tenant === undefined ? {} : { [CACHE_ATTRIBUTES.cacheTenant.key]: tenant };
  }

  lookedUp({ result, tier, reason, durationMs, similarity, embedMs }: LookupFacts): void {
    const tracer = this.#tracer();
    const instruments = this.#instruments;
    if (tracer === undefined && instruments === undefined) return;
    const { requests, duration, outcome } = this.#attributesOf(result, tier, reason);
    if (tracer !== undefined) recordLookup(tracer, requests, durationMs, similarity);
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
    this.#instruments?.savedTokens.add(tokens, {
      ...this.#tenant,
      [CACHE_ATTRIBUTES.cacheTokenType.key]: type,
    });
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
    const entries = createObservableUpDownCounter(meter, CACHE_METRICS.cacheEntries);
    const bytes = createObservableUpDownCounter(meter, CACHE_METRICS.cacheSize);
    const observe: BatchObservableCallback = (result) => {
      const sizes = read();
      if (sizes === undefined) return;
      result.observe(entries, sizes.entries, this.#tenant);
      result.observe(bytes, sizes.bytes, this.#tenant);
    };
    meter.addBatchObservableCallback(observe, [entries, bytes]);
    this.#stopWatching = () => meter.removeBatchObservableCallback(observe, [entries, bytes]);
  }

  close(): void {
    this.#stopWatching();
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

/** Creates the span after the look-up, with the look-up's times, because an active span would slow the look-up down. */
function recordLookup(
  tracer: Tracer,
  attributes: Attributes,
  durationMs: number,
  similarity: number | undefined,
): void {
  const endedAtMs = Date.now();
  const span = tracer.startSpan(CACHE_SPANS.cacheLookup.name, {
    kind: SpanKind[CACHE_SPANS.cacheLookup.kind],
    startTime: endedAtMs - durationMs,
    attributes,
  });
  if (similarity !== undefined) span.setAttribute(CACHE_ATTRIBUTES.cacheSimilarity.key, similarity);
  span.end(endedAtMs);
}

function createInstruments(meter: Meter) {
  return {
    requests: createCounter(meter, CACHE_METRICS.cacheRequests),
    duration: createHistogram(meter, CACHE_METRICS.cacheOperationDuration),
    similarity: createHistogram(meter, CACHE_METRICS.cacheSimilarity),
    stores: createCounter(meter, CACHE_METRICS.cacheStores),
    embedding: createHistogram(meter, CACHE_METRICS.embeddingDuration),
    savedTokens: createCounter(meter, CACHE_METRICS.cacheSavedTokens),
    savedCost: createCounter(meter, CACHE_METRICS.cacheSavedCost),
    embeddingCost: createCounter(meter, CACHE_METRICS.cacheEmbeddingCost),
    feedback: createCounter(meter, CACHE_METRICS.cacheFeedback),
  };
}
