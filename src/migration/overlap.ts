/** What a comparison needs to know of a hit. */
export interface ComparableHit {
  readonly id: string;
}

/** Share of the expected hits that were found. With no expected hits: 1 if nothing was found either, else 0. */
export function overlapOf(expected: readonly ComparableHit[], found: readonly ComparableHit[]): number {
  if (expected.length === 0) return found.length === 0 ? 1 : 0;
  const ids = new Set(found.map(({ id }) => id));
  return expected.filter(({ id }) => ids.has(id)).length / expected.length;
}
