import { OctavecError } from "../../errors/index.js";
import { type ComparableHit, overlapOf } from "./overlap.js";

export interface ShadowReaderOptions<Query, LiveHit extends ComparableHit> {
  /** The search whose hits the caller gets. */
  readonly live: (query: Query) => Promise<readonly LiveHit[]>;
  /** The search that runs in the background. Its hits are only compared. */
  readonly shadow: (query: Query) => Promise<readonly ComparableHit[]>;
  /** Share of the queries that are compared, 0 to 1. Default 1. */
  readonly sampleShare?: number | undefined;
  /** Largest number of shadow queries at a time; further queries are not compared. Default 4. */
  readonly maxUnderWay?: number | undefined;
  /** Called with each comparison. Errors that it throws are ignored. */
  readonly onCompared?: ((comparison: ShadowComparison) => void) | undefined;
}

export interface ShadowComparison {
  /** Share of the live hits that the shadow also found; 1 if both found nothing. */
  readonly overlap: number;
  /** Number of live hits. */
  readonly hits: number;
  readonly liveMs: number;
  readonly shadowMs: number;
}

export interface ShadowReport {
  /** Live queries that were answered. */
  readonly queries: number;
  readonly compared: number;
  /** Sampled queries that were not compared because `maxUnderWay` shadow queries were running. */
  readonly skipped: number;
  /** Shadow queries that failed. The caller of `search` does not see these errors. */
  readonly shadowFailures: number;
  /** Mean over all comparisons; null without any. */
  readonly meanOverlap: number | null;
  /** Lowest of all comparisons; null without any. */
  readonly lowestOverlap: number | null;
  /** Milliseconds over the last 1,000 comparisons; null without any. */
  readonly live: Latencies | null;
  readonly shadow: Latencies | null;
  /** Error of the last shadow query that failed. */
  readonly lastFailure?: unknown;
}

interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Latencies come from this many recent comparisons. */
const MAX_RECENT = 1_000;

/**
 * Answers queries with the live search and compares a share of the answers with a shadow search. The shadow query starts
 * after the live query has been answered, so it never delays the caller, and its errors never reach the caller.
 */
export class ShadowReader<Query, LiveHit extends ComparableHit> {
  readonly #options: ShadowReaderOptions<Query, LiveHit>;
  readonly #sampleShare: number;
  readonly #maxUnderWay: number;
  readonly #running = new Set<Promise<void>>();
  readonly #recent: ShadowComparison[] = [];
  #queries = 0;
  #compared = 0;
  #skipped = 0;
  #shadowFailures = 0;
  #overlapSum = 0;
  #lowestOverlap = 1;
  #lastFailure: unknown;

  /** @throws OctavecError `INVALID_ARGUMENT`. */
  constructor(options: ShadowReaderOptions<Query, LiveHit>) {
    const { sampleShare = 1, maxUnderWay = 4 } = options;
    if (!(sampleShare >= 0 && sampleShare <= 1)) {
      throw new OctavecError("INVALID_ARGUMENT", `sampleShare: expected 0 to 1, got ${sampleShare}.`);
    }
    if (!(Number.isInteger(maxUnderWay) && maxUnderWay >= 1)) {
      throw new OctavecError("INVALID_ARGUMENT", `maxUnderWay: expected 1 or more, got ${maxUnderWay}.`);
    }
    this.#options = options;
    this.#sampleShare = sampleShare;
    this.#maxUnderWay = maxUnderWay;
  }

  /** Resolves with the hits of the live search, or rejects with its error. */
  async search(query: Query): Promise<readonly LiveHit[]> {
    const startedAtMs = performance.now();
    const hits = await this.#options.live(query);
    this.#queries++;
    if (Math.random() < this.#sampleShare) this.#compare(query, hits, performance.now() - startedAtMs);
    return hits;
  }

  report(): ShadowReport {
    const compared = this.#compared;
    return {
      queries: this.#queries,
      compared,
      skipped: this.#skipped,
      shadowFailures: this.#shadowFailures,
      meanOverlap: compared === 0 ? null : this.#overlapSum / compared,
      lowestOverlap: compared === 0 ? null : this.#lowestOverlap,
      live: latenciesOf(this.#recent.map(({ liveMs }) => liveMs)),
      shadow: latenciesOf(this.#recent.map(({ shadowMs }) => shadowMs)),
      ...(this.#lastFailure === undefined ? {} : { lastFailure: this.#lastFailure }),
    };
  }

  /** Resolves when no comparison is running. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #compare(query: Query, hits: readonly LiveHit[], liveMs: number): void {
    if (this.#running.size >= this.#maxUnderWay) {
      this.#skipped++;
      return;
    }
    const comparison = this.#askShadow(query, hits, liveMs).finally(() => this.#running.delete(comparison));
    this.#running.add(comparison);
  }

  /** Never rejects. */
  async #askShadow(query: Query, hits: readonly LiveHit[], liveMs: number): Promise<void> {
    try {
      // The caller continues first.
      await new Promise(setImmediate);
      const startedAtMs = performance.now();
      const found = await this.#options.shadow(query);
      const shadowMs = performance.now() - startedAtMs;
      this.#record({ overlap: overlapOf(hits, found), hits: hits.length, liveMs, shadowMs });
    } catch (error) {
      this.#shadowFailures++;
      this.#lastFailure = error;
    }
  }

  #record(comparison: ShadowComparison): void {
    this.#compared++;
    this.#overlapSum += comparison.overlap;
    this.#lowestOverlap = Math.min(this.#lowestOverlap, comparison.overlap);
    this.#recent.push(comparison);
    if (this.#recent.length > MAX_RECENT) this.#recent.shift();
    try {
      this.#options.onCompared?.(comparison);
    } catch {
      // An error of the listener must not disturb live traffic.
    }
  }
}

function latenciesOf(values: readonly number[]): Latencies | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
