import {
  type EmbedInput,
  type Modality,
  modalityOf,
  parseOptions,
  type TestEmbedderOptions,
  testEmbedderSchema,
} from "../options/index.js";
import { checkTexts, type Embedder, type EmbedOptions } from "./contract/embedder.js";
import { toVector } from "./contract/to-vector.js";
import { textFeatures } from "./text-features.js";

/**
 * An embedder for tests: no package, no network, the same vectors on every machine. Texts with common words have similar
 * vectors. Texts without are nearly orthogonal (cosine within about ±3/√dimension of 0). So tests can use ranking and
 * thresholds. It does not know synonyms, and ignores the order of words and case.
 *
 * Each word and word piece has a pseudo-random direction, made from its hash and the seed. A vector is their weighted sum,
 * scaled to unit length. With `modalities` a direction of the modality is added to it, of the same length.
 *
 * @throws OctavecError `INVALID_OPTIONS`.
 */
export function createTestEmbedder(options: TestEmbedderOptions = {}): Embedder {
  const { dimension, seed, modalities } = parseOptions(
    testEmbedderSchema,
    options,
    "options of the test embedder",
  );
  const name = `octavec-test-embedder/1/seed-${seed}/dimension-${dimension}`;
  const plain = (text: string) => embedText(text, dimension, seed);
  if (modalities === undefined) {
    return {
      model: name,
      dimension,
      embed: (texts, embedOptions) =>
        embedAll(texts, (text, index) => toVector(plain(text), dimension, index), embedOptions),
    };
  }
  const joint = (modality: Modality, text: string) => {
    const gap = direction(`modality:${modality}`, dimension, seed);
    return toVector(
      plain(text).map((component, i) => component + (gap[i] ?? 0)),
      dimension,
      0,
    );
  };
  return {
    model: `${name}/${modalities.join("-")}`,
    dimension,
    modalities,
    embed: (texts, embedOptions) => embedAll(texts, (text) => joint("text", text), embedOptions),
    embedInputs: (inputs, embedOptions) => {
      const named = inputs.map((input, index) => ({
        modality: modalityOf(input, `inputs[${index}]`),
        input,
      }));
      return embedAll(
        named.map(({ input }) => contentOf(input)),
        (text, index) => joint(named[index]?.modality ?? "text", text),
        embedOptions,
      );
    },
  };
}

async function embedAll(
  texts: readonly string[],
  vectorOf: (text: string, index: number) => Float32Array,
  { signal }: EmbedOptions = {},
): Promise<Float32Array[]> {
  signal?.throwIfAborted();
  checkTexts(texts);
  return texts.map(vectorOf);
}

function contentOf(input: EmbedInput): string {
  if ("text" in input) return input.text;
  return "code" in input ? input.code : Buffer.from(input.image).toString("utf8");
}

function embedText(text: string, dimension: number, seed: number): Float64Array {
  const sum = new Float64Array(dimension);
  for (const { name, weight } of textFeatures(text)) {
    const next = generator(hash(name, seed));
    for (let i = 0; i < dimension; i += 1) sum[i] = (sum[i] ?? 0) + weight * next();
  }
  return ofUnitLength(sum);
}

function direction(name: string, dimension: number, seed: number): Float64Array {
  const next = generator(hash(name, seed));
  return ofUnitLength(Float64Array.from({ length: dimension }, () => next()));
}

function ofUnitLength(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(vector.reduce((total, component) => total + component * component, 0));
  return vector.map((component) => component / norm);
}

/** FNV-1a hash of the UTF-16 code units, 32 bits, started from the seed. */
function hash(text: string, seed: number): number {
  let state = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

/** Mulberry32 random numbers, scaled to −1…1. It is short, good with any 32-bit start, and gives the same numbers in every engine. */
function generator(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}
