import { LRUCache } from "lru-cache";
import { cosineSimilarity } from "../../quantization/index.js";
import { extractFacts, sayTheSame } from "../cache/guards/index.js";
import { type Embedder, withPrefix } from "../embedding/index.js";
import { OctavecError } from "../errors/index.js";
import {
  checkEmbedder,
  type LinkByMeaningSettings,
  linkByMeaningSchema,
  parseOptions,
} from "../options/index.js";
import { responseFingerprint } from "../text/index.js";
import type { LinkHook } from "./alerts.js";

/** Vectors of answers that are kept, so that a popular answer is embedded once. At 512 dimensions 2 MiB. */
const MAX_VECTORS = 1_000;
/** An embedder has one call at a time from a policy that asks people or large models; this one is cheap. */
const MAX_CONCURRENT = 8;

export interface LinkByMeaningOptions extends LinkByMeaningSettings {
  /** Embeds the answers, after its prefix for `similarity`. It need not be the embedder of the cache. */
  embedder: Embedder;
}

/**
 * For the option `link`: two answers in different words are the same if their vectors are near, if no guard finds a contradiction
 * in them (another number, date or name, a denial), and if not both of them have a word of meaning that the other lacks. Called in
 * the background. It misses most answers that are worded with other words: a wrong link would spread an answer to questions that
 * it does not fit.
 *
 * @example
 * import { evidence, linkByMeaning } from "octavec/learning";
 *
 * const decision = evidence({ link: linkByMeaning({ embedder, similarity: 0.7 }) });
 * @throws OctavecError `INVALID_OPTIONS`. What the embedder throws is reported as a failure in the background, and the pair stays
 *   unlinked.
 */
export function linkByMeaning(options: LinkByMeaningOptions): LinkHook {
  const { embedder, ...plain } = options;
  const { similarity, maxTextLength } = parseOptions(linkByMeaningSchema, plain, "linkByMeaning() options");
  checkEmbedder(embedder);
  const vectors = new AnswerVectors(embedder);
  return {
    maxConcurrent: MAX_CONCURRENT,
    async isSame(_question, [made, stored], { signal }) {
      if ([made, stored].some((text) => text.trim() === "" || text.length > maxTextLength)) return false;
      // Words first: they cost some microseconds, and an embedder may cost money.
      if (!sayTheSame(extractFacts(made), extractFacts(stored))) return false;
      const [ofMade, ofStored] = await vectors.of(made, stored, signal);
      return cosineSimilarity(ofMade, ofStored) >= similarity;
    },
  };
}

/** The vectors of the answers that were compared last, by a hash of their text. */
class AnswerVectors {
  readonly #known = new LRUCache<string, Float32Array>({ max: MAX_VECTORS });

  constructor(private readonly embedder: Embedder) {}

  /** Embeds what is not known in one call. @throws what the embedder throws. */
  async of(made: string, stored: string, signal: AbortSignal): Promise<[Float32Array, Float32Array]> {
    const texts = [made, stored];
    const keys = texts.map(responseFingerprint);
    const missing = texts.filter((_, index) => !this.#known.has(keys[index]!));
    const asked = missing.map((text) => withPrefix(this.embedder, "similarity", text));
    const given = asked.length === 0 ? [] : await this.embedder.embed(asked, { signal });
    // Not read back from the cache: others may have pushed the vectors out meanwhile.
    const vectors = new Map(missing.map((text, index) => [responseFingerprint(text), given[index]]));
    for (const [key, vector] of vectors) if (vector !== undefined) this.#known.set(key, vector.slice());
    const [ofMade, ofStored] = keys.map((key) => vectors.get(key) ?? this.#known.get(key));
    if (ofMade !== undefined && ofStored !== undefined) return [ofMade, ofStored];
    throw new OctavecError(
      "EMBEDDING_FAILED",
      `The embedder gave ${given.length} vectors for ${asked.length} texts.`,
      { details: { expected: asked.length, actual: given.length } },
    );
  }
}
