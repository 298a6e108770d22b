/** Never more than this many, about 10 MB. */
const MOST_GHOSTS = 100_000;

/** The ids of entries that left the memory tier last: those that a larger tier would still hold. */
export class GhostList {
  /** In the order of leaving: the latest comes last. */
  readonly #ids = new Set<string>();

  /** @param most - Entries by which the tier would be larger. */
  add(entryId: string, most: number): void {
    this.#ids.delete(entryId);
    this.#ids.add(entryId);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= Math.min(most, MOST_GHOSTS)) return;
      this.#ids.delete(oldest);
    }
  }

  /** @returns whether the entry was there. It is back in memory now. */
  remove(entryId: string): boolean {
    return this.#ids.delete(entryId);
  }

  clear(): void {
    this.#ids.clear();
  }
}
