import type { DriftLevel } from "./drift-report.js";

/** The usual reading of the index: below the first nothing to speak of, from the second on another distribution. */
const WARN = 0.1;
const DRIFT = 0.25;
/** Standard normal quantiles: chance alone passes them once in a thousand, and once in a hundred thousand. */
const WARN_QUANTILE = 3.09;
const DRIFT_QUANTILE = 4.265;

/** Population stability index: Σ (now − before) · ln(now / before) over the shares of bins. Half a count is added to each, so that an empty one is no infinity. */
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
 * Small windows differ by chance: without a change the index is distributed like χ²(bins − 1) · 2 / size (Yurdakul
 * 2018), and a level takes the usual bound and what chance hardly gives. The χ² quantile is Wilson and Hilferty's (1931).
 */
export function levelOfIndex(
  index: number,
  { bins, size }: { readonly bins: number; readonly size: number },
): DriftLevel {
  const scale = 2 / size;
  if (index >= Math.max(DRIFT, scale * chiSquared(bins - 1, DRIFT_QUANTILE))) return "drift";
  return index >= Math.max(WARN, scale * chiSquared(bins - 1, WARN_QUANTILE)) ? "warn" : "ok";
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
