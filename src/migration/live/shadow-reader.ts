import { OctavecError } from "../../errors/index.js";
import { type ComparableHit, overlapOf } from "../overlap.js";

export interface ShadowReaderOptions<Query, LiveHit extends ComparableHit> {
  /** The search whose answer the caller gets. */
  readonly live: (query: Query) => Promise<readonly LiveHit[]>;
  /** Asked in the background; its answer is only compared. */
  readonly shadow: (query: Query) => Promise<readonly ComparableHit[]>;
  /** Share of the queries that are compared, 0 to 1. Default 1. */
  readonly sampleShare?: number | undefined;
  /** Most shadow queries at a time; further queries are not compared. Default 4. */
  readonly maxUnderWay?: number | undefined;
  /** Called with each comparison. What it throws is ignored. */
  readonly onCompared?: ((comparison: ShadowComparison) => void) | undefined;
}

export interface ShadowComparison {
  /** Share of the live hits that the shadow found, too; 1 when both found nothing. */
  readonly overlap: number;
  /** Hits of the live answer: the k of the overlap. */
  readonly hits: number;
  readonly liveMs: number;
  readonly shadowMs: number;
}

export interface ShadowReport {
  /** Queries answered. */
  readonly queries: number;
  readonly compared: number;
  /** Sampled, but too many were under way. */
  readonly skipped: number;
  /** Shadow queries that failed; the caller never learns of them. */
  readonly shadowFailures: number;
  /** Mean overlap of all comparisons, and the lowest one; null without any. */
  readonly meanOverlap: number | null;
  readonly lowestOverlap: number | null;
  /** Milliseconds, over the last 1,000 comparisons; null without any. */
  readonly live: Latencies | null;
  readonly shadow: Latencies | null;
  /** Why the last one failed. */
  readonly lastFailure?: unknown;
}

interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Comparisons of which latencies are kept. */
const KEPT = 1_000;

/**
 * Answers queries from one side and compares a share of the answers with the other side's. The shadow is asked when the live
 * answer is there, so it never delays it, and its failures stay here.
 */
export class ShadowReader<Query, LiveHit extends ComparableHit> {
  readonly #options: ShadowReaderOptions<Query, LiveHit>;
  readonly #sampleShare: number;
  readonly #maxUnderWay: number;
  readonly #underWay = new Set<Promise<void>>();
  readonly #last: ShadowComparison[] = [];
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

  /** The live side's answer, or its error. */
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
      live: latenciesOf(this.#last.map(({ liveMs }) => liveMs)),
      shadow: latenciesOf(this.#last.map(({ shadowMs }) => shadowMs)),
      ...(this.#lastFailure === undefined ? {} : { lastFailure: this.#lastFailure }),
    };
  }

  /** Resolves when no comparison is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #compare(query: Query, hits: readonly LiveHit[], liveMs: number): void {
    if (this.#underWay.size >= this.#maxUnderWay) {
      this.#skipped++;
      return;
    }
    const running = this.#askShadow(query, hits, liveMs).finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
  }

  /** Never rejects. */
  async #askShadow(query: Query, hits: readonly LiveHit[], liveMs: number): Promise<void> {
    try {
      // The caller goes on first.
      await new Promise(setImmediate);
      const startedAtMs = performance.now();
      const found = await this.#options.shadow(query);
      const shadowMs = performance.now() - startedAtMs;
      this.#note({ overlap: overlapOf(hits, found), hits: hits.length, liveMs, shadowMs });
    } catch (error) {
      this.#shadowFailures++;
      this.#lastFailure = error;
    }
  }

  #note(comparison: ShadowComparison): void {
    this.#compared++;
    this.#overlapSum += comparison.overlap;
    this.#lowestOverlap = Math.min(this.#lowestOverlap, comparison.overlap);
    this.#last.push(comparison);
    if (this.#last.length > KEPT) this.#last.shift();
    try {
      this.#options.onCompared?.(comparison);
    } catch {
      // Whoever listens must not disturb the traffic.
    }
  }
}

function latenciesOf(values: readonly number[]): Latencies | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
