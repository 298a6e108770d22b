/** The memory tier of one tenant: how much it holds, and how to empty it. */
export interface SharedTier {
  readonly size: number;
  readonly sizeBytes: number;
  clear(): void;
}

interface Part {
  entries: number;
  bytes: number;
}

/**
 * Keeps the memory tiers of all tenants of one process within the bounds of one tier. When together they exceed the bounds,
 * the tiers of the least recently used tenants are emptied. The tier in use stays; it has the same bounds by itself.
 */
export class MemoryShare {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  /** In the order of use: the most recently used tier comes last. */
  readonly #parts = new Map<SharedTier, Part>();
  #entries = 0;
  #bytes = 0;

  constructor({ maxEntries, maxBytes }: { maxEntries: number; maxBytes: number }) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  /** Called after each use of a tier; O(1). */
  used(tier: SharedTier): void {
    this.forget(tier);
    const { size: entries, sizeBytes: bytes } = tier;
    if (entries === 0) return;
    this.#parts.set(tier, { entries, bytes });
    this.#entries += entries;
    this.#bytes += bytes;
    for (const [other] of this.#parts) {
      if (this.#entries <= this.#maxEntries && this.#bytes <= this.#maxBytes) return;
      if (other === tier) return;
      other.clear();
      this.forget(other);
    }
  }

  /** Forgets a tier that is no longer used. */
  forget(tier: SharedTier): void {
    const part = this.#parts.get(tier);
    if (part === undefined) return;
    this.#parts.delete(tier);
    this.#entries -= part.entries;
    this.#bytes -= part.bytes;
  }
}
