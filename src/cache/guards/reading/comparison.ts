/** What two texts contradict each other in. */
export interface Contradiction {
  /** The kind of difference, without any words of the texts. */
  readonly detail: string;
  /** What each text says instead. **These are words of the prompts**: drop them where prompts must not be shown. */
  readonly query: readonly string[];
  readonly entry: readonly string[];
}

/** What two texts say differently, although that makes no difference. */
export interface Agreement extends Contradiction {
  readonly verdict: "pass";
}

/**
 * What one guard finds. `pass`: both texts speak of what it looks at, without a contradiction. `not-applicable`: at least
 * one of them does not speak of it.
 */
export type Comparison = "pass" | "not-applicable" | Contradiction | Agreement;

/**
 * What only one of the texts has, but only if each has something that the other lacks: 5 against 6 is a contradiction;
 * "5 and 6" against "5" is a text that says more than the other.
 */
export function conflictOf<T>(
  query: readonly T[],
  entry: readonly T[],
  agree: (a: T, b: T) => boolean = (a, b) => a === b,
): { readonly query: readonly T[]; readonly entry: readonly T[] } | undefined {
  const onlyQuery = query.filter((a) => !entry.some((b) => agree(a, b)));
  if (onlyQuery.length === 0) return undefined;
  const onlyEntry = entry.filter((b) => !query.some((a) => agree(a, b)));
  return onlyEntry.length === 0 ? undefined : { query: onlyQuery, entry: onlyEntry };
}

/** One thing that a text speaks of. Values are compared within their kind. */
export interface Fact<Kind extends string = string> {
  readonly kind: Kind;
  readonly value: string;
}

/** The first kind in which each text has a value that the other lacks. */
export function contradictionByKind(
  query: readonly Fact[],
  entry: readonly Fact[],
): Contradiction | undefined {
  for (const kind of new Set(query.map((fact) => fact.kind))) {
    const valuesOf = (facts: readonly Fact[]) => facts.filter((fact) => fact.kind === kind).map(showFact);
    const conflict = conflictOf(valuesOf(query), valuesOf(entry));
    if (conflict) return { detail: `different ${kind}`, ...conflict };
  }
  return undefined;
}

export function shareKind(query: readonly Fact[], entry: readonly Fact[]): boolean {
  return query.some(({ kind }) => entry.some((fact) => fact.kind === kind));
}

export function showFact({ value }: Fact): string {
  return value;
}
