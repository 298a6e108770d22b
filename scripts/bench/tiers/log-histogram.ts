/** Bins per power of ten: a quantile read from them is right to 1.2 %. */
const BINS_PER_DECADE = 200;
const LOWEST_EXPONENT = -10;
const BINS = BINS_PER_DECADE * -LOWEST_EXPONENT;

/** Counts of positive values up to 1 in logarithmic bins from 1e-10 on; smaller ones count as 1e-10. */
export class LogHistogram {
  readonly #counts = new Float64Array(BINS + 1);
  #total = 0;

  add(value: number): void {
    const place = Math.ceil((Math.log10(value) - LOWEST_EXPONENT) * BINS_PER_DECADE);
    const bin = Math.max(0, Math.min(BINS, place));
    this.#counts[bin] = this.#counts[bin]! + 1;
    this.#total++;
  }

  /** The upper edge of the bin below which the share `p` of the values lies. */
  quantile(p: number): number {
    let seen = 0;
    for (let bin = 0; bin <= BINS; bin++) {
      seen += this.#counts[bin]!;
      if (seen >= p * this.#total) return upperEdge(bin);
    }
    return 1;
  }

  /** Share of the values in each of `perDecade` bins per power of ten, as points at the middle of the bins. */
  shares(perDecade: number): { value: number; share: number }[] {
    const merged = BINS_PER_DECADE / perDecade;
    return Array.from({ length: BINS / merged }, (_, i) => {
      let count = 0;
      for (let bin = i * merged + 1; bin <= (i + 1) * merged; bin++) count += this.#counts[bin]!;
      return { value: upperEdge((i + 0.5) * merged), share: count / this.#total };
    });
  }
}

function upperEdge(bin: number): number {
  return 10 ** (LOWEST_EXPONENT + bin / BINS_PER_DECADE);
}
