import { shuffled } from "../../bench/random.js";

/** Draws random items with different popularity: the item of rank r in proportion to r^−0.8 (Zipf). Ranks are random. */
export function popularFirst<T>(items: readonly T[], random: () => number): () => T {
  const ranked = shuffled(items, random);
  const weights = ranked.map((_, rank) => 1 / (rank + 1) ** 0.8);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return () => {
    let place = random() * total;
    for (const [rank, weight] of weights.entries()) {
      place -= weight;
      if (place <= 0) return ranked[rank]!;
    }
    return ranked[0]!;
  };
}
