import { parseOptions, type TestEmbedderOptions, testEmbedderSchema } from "../options/index.js";
import { checkTexts, type Embedder } from "./embedder.js";
import { textFeatures } from "./text-features.js";
import { toVector } from "./to-vector.js";

/**
 * An embedder for tests: no package, no network, the same vectors on every machine. Texts that share words are near
 * each other, texts that share none are nearly orthogonal (cosine within about ±3/√dimension of 0), so a test can
 * exercise ranking and thresholds. It knows no meaning: synonyms are strangers. Order of words and case do not count.
 *
 * Each word and word piece stands for a pseudo-random direction drawn from its hash and the seed; a vector is their
 * weighted sum, scaled to unit length.
 *
 * @throws OctavecError `INVALID_OPTIONS`.
 */
export function createTestEmbedder(options: TestEmbedderOptions = {}): Embedder {
  const { dimension, seed } = parseOptions(testEmbedderSchema, options, "options of the test embedder");
  return {
    model: `octavec-test-embedder/1/seed-${seed}/dimension-${dimension}`,
    dimension,
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      checkTexts(texts);
      return texts.map((text, index) => toVector(embedText(text, dimension, seed), dimension, index));
    },
  };
}

function embedText(text: string, dimension: number, seed: number): Float64Array {
  const sum = new Float64Array(dimension);
  for (const { name, weight } of textFeatures(text)) {
    const next = generator(hash(name, seed));
    for (let i = 0; i < dimension; i += 1) sum[i] = (sum[i] ?? 0) + weight * next();
  }
  const norm = Math.sqrt(sum.reduce((total, component) => total + component * component, 0));
  return sum.map((component) => component / norm);
}

/** FNV-1a over UTF-16 code units, 32 bits, started from the seed. */
function hash(text: string, seed: number): number {
  let state = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

/** Mulberry32, scaled to −1…1: small, well mixed from any 32-bit start, and exact in every engine. */
function generator(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}
