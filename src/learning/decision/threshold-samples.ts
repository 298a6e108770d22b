import { intervalOfSums } from "../evidence/hard-stop.js";

/** What one decision showed: the nearest entry's similarity, and whether its answer was right. */
export interface ThresholdSample {
  /** Cosine, −1 … 1. */
  readonly similarity: number;
  readonly isRight: boolean;
  /** Drawn with the chance {@link AUDIT_CHANCE}, and counting by its inverse; all others count once. */
  readonly isAudit: boolean;
}

/** The chance with which an adaptive threshold has a hit checked. */
export const AUDIT_CHANCE = 0.05;
/** Samples that count: the latest. */
export const SAMPLE_WINDOW = 2_000;
/** Normal quantile: the lower end holds with 90 %. */
const CONFIDENCE = 1.282;

/** Samples that all instances know of, in the order they all have them in, and those of this one that were not told yet. */
export class ThresholdSamples {
  #known: readonly ThresholdSample[] = [];
  #fresh: readonly ThresholdSample[] = [];

  /** Not told yet, the oldest first. */
  get fresh(): readonly ThresholdSample[] {
    return this.#fresh;
  }

  /** Those that count. */
  get all(): readonly ThresholdSample[] {
    return [...this.#known, ...this.#fresh].slice(-SAMPLE_WINDOW);
  }

  add(sample: ThresholdSample): void {
    this.#fresh = [...this.#fresh, sample].slice(-SAMPLE_WINDOW);
  }

  /** They were told: now they count as part of what is known, or not at all. */
  settle(told: readonly ThresholdSample[]): void {
    const gone = new Set(told);
    this.#fresh = this.#fresh.filter((sample) => !gone.has(sample));
  }

  /** What all instances know takes the place of what was known. */
  adopt(known: readonly ThresholdSample[]): void {
    this.#known = known;
  }

  forget(): void {
    this.#known = [];
    this.#fresh = [];
  }
}

/** The lowest similarity from which on the share of right answers surely reaches the target; undefined where there is none. */
export function lowestGood(samples: readonly ThresholdSample[], targetPrecision: number): number | undefined {
  const sorted = samples.toSorted((a, b) => b.similarity - a.similarity);
  let lowest: number | undefined;
  let [sum, squares, wrong] = [0, 0, 0];
  for (const [at, { similarity, isRight, isAudit }] of sorted.entries()) {
    const weight = isAudit ? 1 / AUDIT_CHANCE : 1;
    sum += weight;
    squares += weight * weight;
    if (!isRight) wrong += weight;
    if (sorted[at + 1]?.similarity === similarity) continue;
    if (1 - intervalOfSums({ sum, squares, wrong }, CONFIDENCE).high >= targetPrecision) lowest = similarity;
  }
  return lowest;
}
