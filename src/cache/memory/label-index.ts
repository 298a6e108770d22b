/** The ids of the entries in memory, by label. */
export class LabelIndex {
  readonly #entries = new Map<string, Set<string>>();

  add(entryId: string, labels: readonly string[]): void {
    for (const label of labels) {
      const entries = this.#entries.get(label);
      if (entries === undefined) this.#entries.set(label, new Set([entryId]));
      else entries.add(entryId);
    }
  }

  remove(entryId: string, labels: readonly string[]): void {
    for (const label of labels) {
      const entries = this.#entries.get(label);
      if (entries?.delete(entryId) && entries.size === 0) this.#entries.delete(label);
    }
  }

  /** A copy, so that entries may be removed during an iteration. */
  entriesOf(label: string): string[] {
    return [...(this.#entries.get(label) ?? [])];
  }

  clear(): void {
    this.#entries.clear();
  }
}
