/** The part of a hit that a comparison needs. */
export interface ComparableHit {
  readonly id: string;
}

/** The share of `expected` hits that are among `found`. Without expected hits, it is 1 if nothing was found and 0 otherwise. */
export function overlapOf(expected: readonly ComparableHit[], found: readonly ComparableHit[]): number {
  if (expected.length === 0) return found.length === 0 ? 1 : 0;
  const ids = new Set(found.map(({ id }) => id));
  return expected.filter(({ id }) => ids.has(id)).length / expected.length;
}
