/** How long one shard takes: latencies at rising shares, the last at 1. */
export type Quantiles = readonly { readonly share: number; readonly ms: number }[];

export function quantilesOf(latenciesMs: readonly number[]): Quantiles {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  return sorted.map((ms, place) => ({ share: (place + 1) / sorted.length, ms }));
}

/** A second request to a replica, sent when the first has not been answered after so many milliseconds. */
export interface Hedge {
  readonly afterMs: number;
}

/** Share of the searches of one shard that are answered within `ms`. Straight lines between the quantiles. */
export function shareWithin(quantiles: Quantiles, ms: number, hedge?: Hedge): number {
  const first = plainShare(quantiles, ms);
  if (hedge === undefined || ms <= hedge.afterMs) return first;
  // Late only if both are late.
  return 1 - (1 - first) * (1 - plainShare(quantiles, ms - hedge.afterMs));
}

/**
 * The latency that a search of all shards keeps with a share of the searches. A search waits for its slowest shard. If the shards
 * are independent, all of n are in time with a chance of F(t)ⁿ, where F(t) is the share of one shard (the distribution of a
 * maximum). So this is a calculation and draws no random numbers.
 */
export function slowestMs(quantiles: Quantiles, shards: number, share: number, hedge?: Hedge): number {
  let [from, to] = [0, quantiles.at(-1)!.ms];
  for (let step = 0; step < 60; step++) {
    const middle = (from + to) / 2;
    if (shareWithin(quantiles, middle, hedge) ** shards < share) from = middle;
    else to = middle;
  }
  return to;
}

function plainShare(quantiles: Quantiles, ms: number): number {
  const next = quantiles.findIndex((quantile) => quantile.ms > ms);
  if (next === -1) return 1;
  const { share, ms: nextMs } = quantiles[next]!;
  const before = next === 0 ? { share: 0, ms: 0 } : quantiles[next - 1]!;
  return before.share + ((share - before.share) * (ms - before.ms)) / (nextMs - before.ms);
}
