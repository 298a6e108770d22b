import type { Passage } from "./document.js";

/**
 * Chooses at most `limit` passages evenly from the packages, in the same order: all passages of small packages, and from each
 * larger package a common quota of evenly spaced ones.
 */
export function choosePassages(passages: readonly Passage[], limit: number): Passage[] {
  if (passages.length <= limit) return [...passages];
  const byPackage = new Map<string, Passage[]>();
  for (const passage of passages) {
    const list = byPackage.get(passage.package);
    if (list === undefined) byPackage.set(passage.package, [passage]);
    else list.push(passage);
  }
  const lists = [...byPackage.values()];
  const quotas = fairQuotas(
    lists.map((list) => list.length),
    limit,
  );
  const chosen = new Set(lists.flatMap((list, i) => evenlySpaced(list, quotas[i] ?? 0)));
  return passages.filter((passage) => chosen.has(passage));
}

/** Divides `limit`: the smallest packages get all they have, and the larger ones share the rest equally. */
function fairQuotas(sizes: readonly number[], limit: number): number[] {
  const quotas = new Array<number>(sizes.length).fill(0);
  let left = limit;
  const bySize = [...sizes.keys()].sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  for (const [served, index] of bySize.entries()) {
    const quota = Math.min(sizes[index] ?? 0, Math.floor(left / (sizes.length - served)));
    quotas[index] = quota;
    left -= quota;
  }
  return quotas;
}

/** `count` evenly spaced items of the list, including the first. */
export function evenlySpaced<T>(items: readonly T[], count: number): T[] {
  const wanted = Math.min(count, items.length);
  return items.filter(
    (_, i) => Math.floor((i * wanted) / items.length) !== Math.floor(((i - 1) * wanted) / items.length),
  );
}
