import { OctavecError } from "../../../errors/index.js";
import { BandTables } from "./band-tables.js";

/**
 * What a {@link NearIndex} must know of a kind of signature. Signatures are `Uint32Array`s of one length. Entries that are
 * alike get equal keys in at least one band with high probability.
 */
export interface SignatureScheme {
  /** 32-bit words of one signature. */
  readonly wordCount: number;
  readonly bandCount: number;
  /** What two signatures must share in this band to be compared: an integer from 0 to 2³⁰ − 1. */
  bandKey(signatures: Uint32Array, start: number, band: number): number;
  /** An estimate of how unlike the entries are: 0 for equal signatures, at most 1; it rises with the true unlikeness. */
  distance(a: Uint32Array, aStart: number, b: Uint32Array, bStart: number): number;
}

export interface NearIndexOptions {
  scheme: SignatureScheme;
  /** Candidates farther than this are left out: 0 to 1, in the scheme's own distance. */
  maxDistance: number;
  /** Entries of one bucket that a look-up compares, newest first: 1 or more. Default 64. */
  maxBucket?: number;
}

export interface NearCandidate {
  id: string;
  /** In the scheme's own distance. */
  distance: number;
}

const FIRST_CAPACITY = 256;
/** Band keys are below 2³⁰. */
const KEY_MASK = 0x3fff_ffff;

/**
 * Finds entries with a signature like a given one, without comparing all of them: signatures are cut into bands, and only
 * entries that share a band are compared. The scheme says how many are missed. What is found comes with an estimated
 * distance, which the caller verifies.
 *
 * One index serves many scopes, so that a large scope does not crowd out a small one. A scope is a 32-bit hash. Two scopes
 * may have the same hash, so the caller compares the scopes of what is found.
 *
 * Memory per entry: 4 bytes per signature word, 16 per band and 12 for bookkeeping, twice that just after growing (256
 * bits: 300 to 600 bytes), and the id in a map. The index grows by doubling and never shrinks; the doubling to 16,384
 * entries takes some milliseconds. A look-up compares at most bands × `maxBucket` entries, so thousands of copies of one
 * signature cost no more than `maxBucket` of them.
 */
export class NearIndex {
  readonly #scheme: SignatureScheme;
  readonly #maxDistance: number;
  readonly #maxBucket: number;
  readonly #slots = new Map<string, number>();
  readonly #freeSlots: number[] = [];
  #ids: (string | undefined)[] = [];
  #signatures: Uint32Array;
  #scopes = new Uint32Array(FIRST_CAPACITY);
  /** The look-up that compared a slot last: an entry in several bands is compared once. */
  #seenBy = new Uint32Array(FIRST_CAPACITY);
  #lookup = 0;
  #tables: BandTables;

  /** @throws OctavecError `INVALID_ARGUMENT`. */
  constructor({ scheme, maxDistance, maxBucket = 64 }: NearIndexOptions) {
    if (!(maxDistance >= 0 && maxDistance <= 1))
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `NearIndex: maxDistance: expected 0 to 1, got ${maxDistance}.`,
      );
    requireInteger("NearIndex: maxBucket", maxBucket, 1);
    this.#scheme = scheme;
    this.#maxDistance = maxDistance;
    this.#maxBucket = maxBucket;
    this.#signatures = new Uint32Array(FIRST_CAPACITY * scheme.wordCount);
    this.#tables = new BandTables(scheme.bandCount, FIRST_CAPACITY);
  }

  /** How many entries it holds. */
  get size(): number {
    return this.#slots.size;
  }

  /** Adds an entry, or replaces the one with this id. Copies. @throws OctavecError `INVALID_ARGUMENT` for another length. */
  add(id: string, signature: Uint32Array, scope = 0): void {
    this.#requireLength(signature);
    this.remove(id);
    const slot = this.#freeSlots.pop() ?? this.#ids.length;
    if (slot === this.#tables.capacity) this.#grow();
    this.#ids[slot] = id;
    this.#slots.set(id, slot);
    this.#signatures.set(signature, slot * this.#scheme.wordCount);
    this.#scopes[slot] = scope;
    this.#link(slot);
  }

  /** @returns whether there was such an entry. */
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
   * At most `limit` entries (1 or more) of the scope that share a band with the signature, nearest first.
   *
   * @throws OctavecError `INVALID_ARGUMENT` for a signature of another length.
   */
  candidates(signature: Uint32Array, limit: number, scope = 0): NearCandidate[] {
    this.#requireLength(signature);
    requireInteger("NearIndex: limit", limit, 1);
    this.#startLookup();
    const found: NearCandidate[] = [];
    const { bandCount, wordCount } = this.#scheme;
    for (let band = 0; band < bandCount; band++) {
      let slot = this.#tables.first(band, keyIn(scope, this.#scheme.bandKey(signature, 0, band)));
      for (let seen = 0; slot !== -1 && seen < this.#maxBucket; seen++) {
        if (this.#seenBy[slot] !== this.#lookup && this.#scopes[slot] === scope) {
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
    const key = this.#scheme.bandKey(this.#signatures, slot * this.#scheme.wordCount, band);
    return keyIn(this.#scopes[slot]!, key);
  }

  #grow(): void {
    const capacity = this.#tables.capacity * 2;
    const signatures = new Uint32Array(capacity * this.#scheme.wordCount);
    signatures.set(this.#signatures);
    this.#signatures = signatures;
    const scopes = new Uint32Array(capacity);
    scopes.set(this.#scopes);
    this.#scopes = scopes;
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

/** Entries of different scopes rarely share a bucket. */
function keyIn(scope: number, key: number): number {
  return (key ^ scope ^ (scope >>> 15)) & KEY_MASK;
}

/** Keeps the list ascending and no longer than `limit`; equal distances keep the order in which they came. */
function insertInOrder(found: NearCandidate[], candidate: NearCandidate, limit: number): void {
  if (found.length === limit && candidate.distance >= found[limit - 1]!.distance) return;
  let place = found.length;
  while (place > 0 && found[place - 1]!.distance > candidate.distance) place -= 1;
  found.splice(place, 0, candidate);
  if (found.length > limit) found.pop();
}

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function requireInteger(
  name: string,
  value: number,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `${name}: expected an integer from ${min} to ${max}, got ${value}.`,
  );
}
