import type { DriftInput, DriftLevel, DriftStatus, InputReading, MovedInput } from "./drift-report.js";
import { EmbeddingWatch } from "./embedding-watch.js";
import { ErrorWatch } from "./error-watch.js";
import { ValueWatch } from "./value-watch.js";

/** Look-ups between two comparisons. */
const CHECK_EVERY = 50;
/** Least size of the windows of inputs that are only sampled. */
const LEAST_SAMPLES = 100;

export interface DriftWatchSettings {
  /** Look-ups in the reference window, and in the current one. */
  readonly windowSize: number;
  /** Vectors and votes, which take more time, are read from one look-up in this many. */
  readonly sampleEvery: number;
}

/** What is known of one look-up. */
export interface WatchedLookup {
  /** Of the nearest entry; −1 if there is none. */
  readonly similarity?: number | undefined;
  readonly probability?: number | undefined;
}

export interface SampledLookup {
  readonly voteShare?: number | undefined;
  readonly vector?: Float32Array | undefined;
}

interface Watch {
  read(): InputReading | undefined;
  renew(): void;
}

/**
 * Watches the inputs of decisions. If one has drifted, all begin new windows. The drift is over after two windows without a
 * further drift: a new reference, and a window that is like it.
 */
export class DriftWatch {
  readonly #settings: DriftWatchSettings;
  readonly #similarity: ValueWatch;
  readonly #voteShare: ValueWatch;
  readonly #probability: ValueWatch;
  readonly #error = new ErrorWatch();
  readonly #embeddings: EmbeddingWatch;
  readonly #watches: readonly (readonly [DriftInput, Watch])[];
  /** Look-ups since the windows began. */
  #lookups = 0;
  #drifts = 0;
  /** While there is drift: the inputs that had changed. */
  #drifted: readonly MovedInput[] | undefined;

  constructor(settings: DriftWatchSettings) {
    const { windowSize, sampleEvery } = settings;
    const samples = Math.max(LEAST_SAMPLES, Math.ceil(windowSize / sampleEvery));
    this.#settings = settings;
    this.#similarity = new ValueWatch(windowSize);
    this.#probability = new ValueWatch(windowSize);
    this.#voteShare = new ValueWatch(samples);
    this.#embeddings = new EmbeddingWatch(samples);
    this.#watches = [
      ["similarity", this.#similarity],
      ["vote-share", this.#voteShare],
      ["probability", this.#probability],
      ["audited-error", this.#error],
      ["embeddings", this.#embeddings],
    ];
  }

  /**
   * Notes a look-up. `sample` is called for one look-up in `sampleEvery`.
   * @returns the status, if a drift has just begun or ended.
   */
  lookedUp({ similarity, probability }: WatchedLookup, sample: () => SampledLookup): DriftStatus | undefined {
    if (similarity !== undefined) this.#similarity.note(similarity);
    if (probability !== undefined) this.#probability.note(probability);
    if (this.#lookups % this.#settings.sampleEvery === 0) {
      const { voteShare, vector } = sample();
      if (voteShare !== undefined) this.#voteShare.note(voteShare);
      if (vector !== undefined) this.#embeddings.note(vector);
    }
    this.#lookups++;
    return this.#lookups % CHECK_EVERY === 0 ? this.#check() : undefined;
  }

  /** @param weight - 1 / probability of the audit. */
  audited(isRight: boolean, weight: number): void {
    this.#error.note(isRight, weight);
  }

  /** Begins new windows: later look-ups are not compared with earlier ones. */
  renew(): void {
    this.#lookups = 0;
    for (const [, watch] of this.#watches) watch.renew();
  }

  status(): DriftStatus {
    const drifted = this.#drifted;
    const moved = drifted ?? this.#moved();
    const level: DriftLevel = drifted !== undefined ? "drift" : moved.length > 0 ? "warn" : "ok";
    return { level, moved, drifts: this.#drifts, lookups: this.#lookups };
  }

  #check(): DriftStatus | undefined {
    const moved = this.#moved();
    const hasDrifted = moved.some(({ level }) => level === "drift");
    if (hasDrifted) {
      this.renew();
      const isNews = this.#drifted === undefined;
      this.#drifted = moved;
      if (!isNews) return undefined;
      this.#drifts++;
      return this.status();
    }
    if (this.#drifted === undefined || this.#lookups < 2 * this.#settings.windowSize) return undefined;
    this.#drifted = undefined;
    return this.status();
  }

  #moved(): MovedInput[] {
    return this.#watches.flatMap(([input, watch]) => {
      const reading = watch.read();
      if (reading === undefined || reading.level === "ok") return [];
      return [{ input, ...reading, level: reading.level }];
    });
  }
}
