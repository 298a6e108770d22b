/** One hit as far as a comparison needs it. */
export interface Hit {
  readonly id: string;
}

/** Share of `expected` among `found`; of no expected hits, whether nothing was found either. */
export function overlapOf(expected: readonly Hit[], found: readonly Hit[]): number {
  if (expected.length === 0) return found.length === 0 ? 1 : 0;
  const ids = new Set(found.map(({ id }) => id));
  return expected.filter(({ id }) => ids.has(id)).length / expected.length;
}
