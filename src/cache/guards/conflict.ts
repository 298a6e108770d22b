export interface Conflict<T> {
  readonly query: T[];
  readonly entry: T[];
}

/**
 * What either side has and the other has not, but only when both have such a thing: 5 against 6 is a contradiction,
 * "5 and 6" against "5" is a text that says more than the other.
 */
export function conflictOf<T>(
  query: readonly T[],
  entry: readonly T[],
  agree: (a: T, b: T) => boolean,
): Conflict<T> | undefined {
  const onlyQuery = query.filter((a) => !entry.some((b) => agree(a, b)));
  if (onlyQuery.length === 0) return undefined;
  const onlyEntry = entry.filter((b) => !query.some((a) => agree(a, b)));
  return onlyEntry.length === 0 ? undefined : { query: onlyQuery, entry: onlyEntry };
}
