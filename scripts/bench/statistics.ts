/** The value below which the share `p` (0 … 1) of the values lies; nearest rank. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A ratio of two contenders: taken round by round, because the machine's speed drifts between rounds. */
export interface Ratio {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function ratioOf(
  ours: readonly { opsPerSecond: number }[],
  theirs: readonly { opsPerSecond: number }[],
): Ratio {
  const ratios = ours.map((slot, round) => slot.opsPerSecond / theirs[round]!.opsPerSecond);
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}
