import type { InputReading } from "./drift-report.js";
import { levelOfIndex, stabilityIndex } from "./stability-index.js";

const BINS = 10;
/** A smaller fall of the mean matters to nobody, however many values took part: the index also sees 0.9999 become 0.9998. */
const LEAST_FALL = 0.02;

/**
 * Compares the latest values of a number with its first ones. Falling values are what is looked for: higher similarities and
 * surer votes come with every entry that a cache gains, and only move the reference.
 */
export class ValueWatch {
  readonly #size: number;
  /** The latest values; before the reference is complete, all. */
  readonly #values: Float32Array;
  readonly #bins: Uint8Array;
  #next = 0;
  #filled = 0;
  #sum = 0;
  #reference:
    | { readonly edges: Float32Array; readonly counts: Uint32Array; readonly mean: number }
    | undefined;
  #counts = new Uint32Array(0);

  /** @param size - Values in each window, up to which two distributions are compared. */
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

  /** Forgets the past: the next values are the reference. */
  renew(): void {
    this.#reference = undefined;
    this.#empty();
  }

  /** What is in the window becomes the reference. */
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
