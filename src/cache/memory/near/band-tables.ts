const NONE = -1;

/**
 * For each band a hash table from key to a doubly linked list of slots, newest first. All are in three typed arrays, so the
 * garbage collector sees no object per entry, and removal needs no search. Keys that share a place of the table share a list;
 * callers compare signatures anyway.
 */
export class BandTables {
  readonly capacity: number;
  readonly #bandCount: number;
  readonly #places: number;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;

  /** `capacity`: a power of two. Slots are 0 … capacity − 1. */
  constructor(bandCount: number, capacity: number) {
    this.capacity = capacity;
    this.#bandCount = bandCount;
    // Twice the slots, so that at least half of the places stay empty and most misses end at once.
    this.#places = capacity * 2;
    this.#heads = new Int32Array(bandCount * this.#places).fill(NONE);
    this.#next = new Int32Array(bandCount * capacity);
    this.#previous = new Int32Array(bandCount * capacity);
  }

  /** The newest slot under a key, or −1. */
  first(band: number, key: number): number {
    return this.#heads[this.#headOf(band, key)]!;
  }

  /** The slot after this one, or −1. */
  next(band: number, slot: number): number {
    return this.#next[this.#linkOf(band, slot)]!;
  }

  link(band: number, key: number, slot: number): void {
    const head = this.#headOf(band, key);
    const second = this.#heads[head]!;
    this.#next[this.#linkOf(band, slot)] = second;
    this.#previous[this.#linkOf(band, slot)] = NONE;
    if (second !== NONE) this.#previous[this.#linkOf(band, second)] = slot;
    this.#heads[head] = slot;
  }

  /** The slot must be linked under this key. */
  unlink(band: number, key: number, slot: number): void {
    const before = this.#previous[this.#linkOf(band, slot)]!;
    const after = this.#next[this.#linkOf(band, slot)]!;
    if (before === NONE) this.#heads[this.#headOf(band, key)] = after;
    else this.#next[this.#linkOf(band, before)] = after;
    if (after !== NONE) this.#previous[this.#linkOf(band, after)] = before;
  }

  /** The links of one slot lie together: adding and removing touch all of them. */
  #linkOf(band: number, slot: number): number {
    return slot * this.#bandCount + band;
  }

  /** Multiplication by 2³² / φ spreads keys that differ in few bits (Knuth, TAOCP 6.4). */
  #headOf(band: number, key: number): number {
    const spread = Math.imul(key, 0x9e37_79b1) >>> 0;
    return band * this.#places + (spread >>> Math.clz32(this.#places - 1));
  }
}
