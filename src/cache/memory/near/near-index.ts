import { OctavecError } from "../../../errors/index.js";
import { BandTables } from "./band-tables.js";
import type { SignatureScheme } from "./signature-scheme.js";

export interface NearIndexOptions {
  scheme: SignatureScheme;
  /** Candidates farther than this are left out: 0 … 1, in the scheme's own distance. */
  maxDistance: number;
  /** Entries of one bucket that a look-up sees, newest first: 1 or more. Default 64. */
  maxBucket?: number;
}

export interface NearCandidate {
  id: string;
  /** In the scheme's own distance. */
  distance: number;
}

const FIRST_CAPACITY = 256;

/**
 * Finds entries with a signature like a given one, without looking at all of them: signatures are cut into bands, and
 * entries that share a band are compared. Which are missed is for the scheme to say; what is found is ranked by the
 * estimated distance, and the caller verifies it exactly.
 *
 * Memory per entry: 4 bytes per signature word, 16 per band and 8 for book-keeping, twice that just after growing (256
 * bits: 296 to 592 bytes), and the id in a map. It grows by doubling and never shrinks; the doubling to 16,384 entries
 * takes some milliseconds. Buckets are bounded: a look-up compares at most bands × `maxBucket` entries, and thousands
 * of copies of one signature cost no more than `maxBucket` of them. One thread.
 */
export class NearIndex {
  readonly #scheme: SignatureScheme;
  readonly #maxDistance: number;
  readonly #maxBucket: number;
  readonly #slots = new Map<string, number>();
  readonly #freeSlots: number[] = [];
  #ids: (string | undefined)[] = [];
  #signatures: Uint32Array;
  /** The look-up that compared a slot last, so that an entry in several bands is compared once. */
  #seenBy: Uint32Array;
  #lookup = 0;
  #tables: BandTables;

  /** @throws OctavecError `INVALID_ARGUMENT`. */
  constructor({ scheme, maxDistance, maxBucket = 64 }: NearIndexOptions) {
    if (!(maxDistance >= 0 && maxDistance <= 1))
      throw new OctavecError("INVALID_ARGUMENT", `NearIndex: maxDistance is in 0 … 1, got ${maxDistance}.`);
    if (!Number.isInteger(maxBucket) || maxBucket < 1)
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `NearIndex: maxBucket is an integer from 1, got ${maxBucket}.`,
      );
    this.#scheme = scheme;
    this.#maxDistance = maxDistance;
    this.#maxBucket = maxBucket;
    this.#signatures = new Uint32Array(FIRST_CAPACITY * scheme.wordCount);
    this.#seenBy = new Uint32Array(FIRST_CAPACITY);
    this.#tables = new BandTables(scheme.bandCount, FIRST_CAPACITY);
  }

  /** How many entries it holds. */
  get size(): number {
    return this.#slots.size;
  }

  /** Adds an entry, or replaces the one with this id. Copies. @throws OctavecError `INVALID_ARGUMENT` for another length. */
  add(id: string, signature: Uint32Array): void {
    this.#requireLength(signature);
    this.remove(id);
    const slot = this.#freeSlots.pop() ?? this.#ids.length;
    if (slot === this.#tables.capacity) this.#grow();
    this.#ids[slot] = id;
    this.#slots.set(id, slot);
    this.#signatures.set(signature, slot * this.#scheme.wordCount);
    this.#link(slot);
  }

  /** True when there was such an entry. It is never found again. */
  remove(id: string): boolean {
    const slot = this.#slots.get(id);
    if (slot === undefined) return false;
    for (let band = 0; band < this.#scheme.bandCount; band++)
      this.#tables.unlink(band, this.#keyOf(slot, band), slot);
    this.#slots.delete(id);
    this.#ids[slot] = undefined;
    this.#freeSlots.push(slot);
    return true;
  }

  /**
   * At most `limit` entries (1 or more) that share a band with the signature, nearest first.
   *
   * @throws OctavecError `INVALID_ARGUMENT` for a signature of another length.
   */
  candidates(signature: Uint32Array, limit: number): NearCandidate[] {
    this.#requireLength(signature);
    if (!Number.isInteger(limit) || limit < 1)
      throw new OctavecError("INVALID_ARGUMENT", `NearIndex: limit is an integer from 1, got ${limit}.`);
    this.#startLookup();
    const found: NearCandidate[] = [];
    const { bandCount, wordCount } = this.#scheme;
    for (let band = 0; band < bandCount; band++) {
      let slot = this.#tables.first(band, this.#scheme.bandKey(signature, 0, band));
      for (let seen = 0; slot !== -1 && seen < this.#maxBucket; seen++) {
        if (this.#seenBy[slot] !== this.#lookup) {
          this.#seenBy[slot] = this.#lookup;
          const distance = this.#scheme.distance(signature, 0, this.#signatures, slot * wordCount);
          if (distance <= this.#maxDistance) insertInOrder(found, { id: this.#ids[slot]!, distance }, limit);
        }
        slot = this.#tables.next(band, slot);
      }
    }
    return found;
  }

  /** Forgets every entry; the memory stays. */
  clear(): void {
    this.#slots.clear();
    this.#freeSlots.length = 0;
    this.#ids = [];
    this.#tables = new BandTables(this.#scheme.bandCount, this.#tables.capacity);
  }

  #link(slot: number): void {
    for (let band = 0; band < this.#scheme.bandCount; band++)
      this.#tables.link(band, this.#keyOf(slot, band), slot);
  }

  #keyOf(slot: number, band: number): number {
    return this.#scheme.bandKey(this.#signatures, slot * this.#scheme.wordCount, band);
  }

  #grow(): void {
    const capacity = this.#tables.capacity * 2;
    const signatures = new Uint32Array(capacity * this.#scheme.wordCount);
    signatures.set(this.#signatures);
    this.#signatures = signatures;
    this.#seenBy = new Uint32Array(capacity);
    this.#lookup = 0;
    this.#tables = new BandTables(this.#scheme.bandCount, capacity);
    // In the map's order, so that the newest stay at the front of their buckets.
    for (const slot of this.#slots.values()) this.#link(slot);
  }

  #startLookup(): void {
    this.#lookup = (this.#lookup + 1) >>> 0;
    if (this.#lookup !== 0) return;
    this.#seenBy.fill(0);
    this.#lookup = 1;
  }

  #requireLength(signature: Uint32Array): void {
    if (signature.length !== this.#scheme.wordCount)
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `NearIndex: a signature has ${this.#scheme.wordCount} words, got ${signature.length}. Use the index's own scheme.`,
      );
  }
}

/** Keeps the list ascending and no longer than `limit`; equal distances keep the order in which they came. */
function insertInOrder(found: NearCandidate[], candidate: NearCandidate, limit: number): void {
  if (found.length === limit && candidate.distance >= found[limit - 1]!.distance) return;
  let place = found.length;
  while (place > 0 && found[place - 1]!.distance > candidate.distance) place -= 1;
  found.splice(place, 0, candidate);
  if (found.length > limit) found.pop();
}
