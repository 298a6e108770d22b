import { cosineSimilarity } from "../../../quantization/index.js";
import { canonicalizePrompt } from "../../text/index.js";
import { scopeIdOfEntry } from "../question/index.js";
import { MinHash } from "./near/min-hash.js";
import { NearIndex } from "./near/near-index.js";
import { SimHash, simHashDistance } from "./near/sim-hash.js";

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

/** Candidates of one index that are verified, at most. */
const LIMIT = 16;
/** From this cosine on SimHash alone finds 96 % of the near entries. Below it, texts are compared, too. */
const TEXTS_BELOW = 0.95;
/** Texts farther apart than this are no candidates. */
const TEXT_DISTANCE = 0.5;
/** Bytes of one entry in an index just after it grew, which is the most (measured on V8: 1,080 and 690). */
const VECTOR_INDEX_BYTES = 1_100;
const TEXT_INDEX_BYTES = 700;

/**
 * Finds the entries of a scope with a vector like a given one: candidates by locality-sensitive hashing, then the float32
 * cosine of each. It may miss some (see the table of {@link SimHash}).
 */
export class NearEntries {
  readonly #hash: SimHash;
  readonly #index: NearIndex;
  readonly #texts: { readonly hash: MinHash; readonly index: NearIndex } | undefined;
  readonly #vectors = new Map<string, Float32Array>();

  /** @param leastSimilarity - No query has a lower threshold. */
  constructor(dimension: number, leastSimilarity: number) {
    this.#hash = new SimHash({ dimension });
    const maxDistance = simHashDistance(leastSimilarity, this.#hash.bits);
    this.#index = new NearIndex({ scheme: this.#hash, maxDistance });
    if (leastSimilarity >= TEXTS_BELOW) return;
    const hash = new MinHash();
    this.#texts = { hash, index: new NearIndex({ scheme: hash, maxDistance: TEXT_DISTANCE }) };
  }

  /** Estimated bytes of an entry, without its vector. */
  get bytesPerEntry(): number {
    return VECTOR_INDEX_BYTES + (this.#texts === undefined ? 0 : TEXT_INDEX_BYTES);
  }

  add(entryId: string, prompt: string, vector: Float32Array): void {
    const scope = scopeHash(scopeIdOfEntry(entryId));
    this.#vectors.set(entryId, vector);
    this.#index.add(entryId, this.#hash.signature(vector), scope);
    this.#texts?.index.add(entryId, this.#texts.hash.signature(canonicalizePrompt(prompt)), scope);
  }

  remove(entryId: string): void {
    if (!this.#vectors.delete(entryId)) return;
    this.#index.remove(entryId);
    this.#texts?.index.remove(entryId);
  }

  /** Best first. */
  find({ scopeId, vector, text, threshold }: NearQuery): NearMatch[] {
    if (this.#vectors.size === 0 || vector.length !== this.#hash.dimension) return [];
    const scope = scopeHash(scopeId);
    const candidates = this.#index.candidates(this.#hash.signature(vector), LIMIT, scope);
    const texts = this.#texts;
    const byText = texts?.index.candidates(texts.hash.signature(text), LIMIT, scope) ?? [];
    const found: NearMatch[] = [];
    for (const entryId of new Set([...candidates, ...byText].map(({ id }) => id))) {
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

/** The first 32 bits of the scope id, which is a hash. */
function scopeHash(scopeId: string): number {
  return Buffer.from(scopeId.slice(0, 8), "base64url").readUInt32LE(0);
}
