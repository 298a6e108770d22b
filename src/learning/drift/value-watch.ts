import { type DriftLevel, type InputReading, levelOf } from "./drift-report.js";

const BINS = 10;
/** A smaller fall of the mean does not matter. The index alone would report even a fall from 0.9999 to 0.9998. */
const LEAST_FALL = 0.02;

/**
 * Compares the latest values of an input with its first ones. Only a fall counts as drift: similarities and votes rise by
 * themselves while a cache fills, so a rise only sets a new reference.
 */
export class ValueWatch {
  readonly #size: number;
  /** The latest values; until the reference is complete, all values. */
  readonly #values: Float32Array;
  readonly #bins: Uint8Array;
  #next = 0;
  #filled = 0;
  #sum = 0;
  #reference:
    | { readonly edges: Float32Array; readonly counts: Uint32Array; readonly mean: number }
    | undefined;
  #counts = new Uint32Array(0);

  /** @param size - Values in each window. */
  constructor(size: number) {
    this.#size = size;
    this.#values = new Float32Array(size);
    this.#bins = new Uint8Array(size);
  }

  note(value: number): void {
    const at = this.#next;
    const reference = this.#reference;
    if (this.#filled === this.#size) {
      this.#sum -= this.#values[at]!;
      this.#counts[this.#bins[at]!]!--;
    } else this.#filled++;
    this.#values[at] = value;
    this.#sum += this.#values[at]!;
    this.#next = (at + 1) % this.#size;
    if (reference !== undefined) {
      const bin = binOf(value, reference.edges);
      this.#bins[at] = bin;
      this.#counts[bin]!++;
    } else if (this.#filled === this.#size) this.#refer();
  }

  /** Undefined until both windows are full. */
  read(): InputReading | undefined {
    const reference = this.#reference;
    if (reference === undefined || this.#filled < this.#size) return undefined;
    const value = stabilityIndex(reference.counts, this.#counts);
    const level = levelOfIndex(value, { bins: reference.counts.length, size: this.#size });
    const now = this.#sum / this.#size;
    if (level !== "ok" && now >= reference.mean) {
      this.#refer();
      return undefined;
    }
    const matters = reference.mean - now >= LEAST_FALL;
    return { measure: "psi", value, before: reference.mean, now, level: matters ? level : "ok" };
  }

  /** The next values become the reference. */
  renew(): void {
    this.#reference = undefined;
    this.#empty();
  }

  /** The values in the window become the reference. */
  #refer(): void {
    const sorted = this.#values.slice().sort();
    const deciles = Array.from({ length: BINS - 1 }, (_, bin) => {
      return sorted[Math.floor(((bin + 1) * sorted.length) / BINS)]!;
    });
    const edges = Float32Array.from(new Set(deciles));
    const counts = new Uint32Array(edges.length + 1);
    for (const value of sorted) counts[binOf(value, edges)]!++;
    this.#reference = { edges, counts, mean: this.#sum / this.#size };
    this.#counts = new Uint32Array(counts.length);
    this.#empty();
  }

  #empty(): void {
    this.#next = 0;
    this.#filled = 0;
    this.#sum = 0;
  }
}

function binOf(value: number, edges: Float32Array): number {
  let bin = 0;
  while (bin < edges.length && value >= edges[bin]!) bin++;
  return bin;
}

/** The usual bounds of the index: below 0.1 there is no change, from 0.25 on there is another distribution. */
const WARN = 0.1;
const DRIFT = 0.25;
/** Quantiles of the standard normal distribution: exceeded once in a thousand, and once in a hundred thousand cases. */
const WARN_QUANTILE = 3.09;
const DRIFT_QUANTILE = 4.265;

/**
 * Population stability index: Σ (now − before) · ln(now / before) over the shares of bins. Half a count is added to each bin, so
 * that the index of an empty bin is finite.
 */
export function stabilityIndex(before: ArrayLike<number>, now: ArrayLike<number>): number {
  const bins = before.length;
  const [total, totalNow] = [sumOf(before) + bins / 2, sumOf(now) + bins / 2];
  let index = 0;
  for (let bin = 0; bin < bins; bin++) {
    const share = (before[bin]! + 0.5) / total;
    const shareNow = (now[bin]! + 0.5) / totalNow;
    index += (shareNow - share) * Math.log(shareNow / share);
  }
  return index;
}

/**
 * Small windows differ by chance: without a change, the index has the distribution χ²(bins − 1) · 2 / size (Yurdakul 2018). So a
 * level needs both its usual bound and one that chance hardly exceeds. χ² quantile: Wilson and Hilferty (1931).
 */
export function levelOfIndex(
  index: number,
  { bins, size }: { readonly bins: number; readonly size: number },
): DriftLevel {
  const byChance = (quantile: number) => (2 / size) * chiSquared(bins - 1, quantile);
  return levelOf(index, {
    warn: Math.max(WARN, byChance(WARN_QUANTILE)),
    drift: Math.max(DRIFT, byChance(DRIFT_QUANTILE)),
  });
}

function chiSquared(degrees: number, quantile: number): number {
  if (degrees < 1) return 0;
  const part = 2 / (9 * degrees);
  return degrees * (1 - part + quantile * Math.sqrt(part)) ** 3;
}

function sumOf(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let bin = 0; bin < counts.length; bin++) sum += counts[bin]!;
  return sum;
}
