import { cosineSimilarity } from "../../../quantization/index.js";
import { canonicalizePrompt } from "../../text/index.js";
import { scopeIdOfEntry } from "../question/index.js";
import { MinHash } from "./near/min-hash.js";
import { NearIndex } from "./near/near-index.js";
import { SimHash, simHashDistance } from "./near/sim-hash.js";
import { ScopedScheme } from "./scoped-scheme.js";

export interface NearQuery {
  readonly scopeId: string;
  readonly vector: Float32Array;
  /** Canonical text of the question. */
  readonly text: string;
  /** Least cosine similarity, −1 … 1. */
  readonly threshold: number;
}

export interface NearMatch {
  readonly entryId: string;
  /** Float32 cosine. */
  readonly similarity: number;
}

/** Candidates of one index that are verified. */
const LIMIT = 16;
/** Down to here SimHash alone finds 96 % or more of what it should: below, texts are compared as well. */
const TEXTS_BELOW = 0.95;
/** Share of equal shingles of texts that are worth a look. */
const TEXT_DISTANCE = 0.5;
/** Bytes of one entry in an index just after it grew, which is the most (measured on V8: 1,080 and 690). */
const VECTOR_INDEX_BYTES = 1_100;
const TEXT_INDEX_BYTES = 700;

/**
 * Finds the entries of a scope with a vector like a given one: candidates by locality-sensitive hashing, then the float32
 * cosine of each. It may miss some (see the table of SimHash), it finds none that is not there.
 */
export class NearEntries {
  readonly #hash: SimHash;
  readonly #scheme: ScopedScheme;
  readonly #index: NearIndex;
  readonly #texts: { hash: MinHash; scheme: ScopedScheme; index: NearIndex } | undefined;
  readonly #vectors = new Map<string, Float32Array>();

  /** `leastSimilarity`: no query has a lower threshold. */
  constructor(dimension: number, leastSimilarity: number) {
    this.#hash = new SimHash({ dimension });
    this.#scheme = new ScopedScheme(this.#hash);
    const maxDistance = simHashDistance(leastSimilarity, this.#hash.bits);
    this.#index = new NearIndex({ scheme: this.#scheme, maxDistance });
    if (leastSimilarity >= TEXTS_BELOW) return;
    const hash = new MinHash();
    const scheme = new ScopedScheme(hash);
    this.#texts = { hash, scheme, index: new NearIndex({ scheme, maxDistance: TEXT_DISTANCE }) };
  }

  /** Besides the vector. Estimated. */
  get bytesPerEntry(): number {
    return VECTOR_INDEX_BYTES + (this.#texts === undefined ? 0 : TEXT_INDEX_BYTES);
  }

  add(entryId: string, prompt: string, vector: Float32Array): void {
    const scopeId = scopeIdOfEntry(entryId);
    this.#vectors.set(entryId, vector);
    this.#index.add(entryId, this.#scheme.join(this.#hash.signature(vector), scopeId));
    const texts = this.#texts;
    if (texts === undefined) return;
    const signature = texts.hash.signature(canonicalizePrompt(prompt));
    texts.index.add(entryId, texts.scheme.join(signature, scopeId));
  }

  remove(entryId: string): void {
    if (!this.#vectors.delete(entryId)) return;
    this.#index.remove(entryId);
    this.#texts?.index.remove(entryId);
  }

  /** Best first. */
  find({ scopeId, vector, text, threshold }: NearQuery): NearMatch[] {
    if (this.#vectors.size === 0 || vector.length !== this.#hash.dimension) return [];
    const signature = this.#scheme.join(this.#hash.signature(vector), scopeId);
    const ids = new Set(this.#index.candidates(signature, LIMIT).map(({ id }) => id));
    const texts = this.#texts;
    if (texts !== undefined) {
      const ofText = texts.scheme.join(texts.hash.signature(text), scopeId);
      for (const { id } of texts.index.candidates(ofText, LIMIT)) ids.add(id);
    }
    const found: NearMatch[] = [];
    for (const entryId of ids) {
      const held = this.#vectors.get(entryId);
      if (held === undefined || scopeIdOfEntry(entryId) !== scopeId) continue;
      const similarity = cosineSimilarity(vector, held);
      if (similarity >= threshold) found.push({ entryId, similarity });
    }
    return found.sort((a, b) => b.similarity - a.similarity);
  }

  clear(): void {
    this.#vectors.clear();
    this.#index.clear();
    this.#texts?.index.clear();
  }
}
