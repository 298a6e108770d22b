/** People leave out whole words of a name (`CACHE_TTL`), so a missing letter counts for little. */
const MISSING_COST = 0.2;

/** The known name that `name` becomes with the least changes. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  return known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** Levenshtein's distance from `a` to `b`, row by row, with letters that `a` lacks at their own price. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index * MISSING_COST);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const kept = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(kept, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + MISSING_COST));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
