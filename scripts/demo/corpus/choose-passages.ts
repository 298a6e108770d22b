import type { Passage } from "./document.js";

/**
 * At most `limit` passages, evenly over the packages: every package gives all it has up to a common quota, and a
 * package above the quota gives passages spread over its whole documentation. Order is kept.
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

/** Shares `limit` out: the smallest are served in full first, the rest is divided among the larger ones. */
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

/** `count` items spread over the whole list, the first included. */
export function evenlySpaced<T>(items: readonly T[], count: number): T[] {
  const wanted = Math.min(count, items.length);
  return items.filter(
    (_, i) => Math.floor((i * wanted) / items.length) !== Math.floor(((i - 1) * wanted) / items.length),
  );
}
