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
/** Answers that are less similar than the option says, by no more than this, may be the same in quite other words. */
const UNSURE = 0.2;

export interface LinkByMeaningOptions extends LinkByMeaningSettings {
  /** Embeds the answers, after its prefix for `similarity`. It need not be the embedder of the cache. */
  embedder: Embedder;
}

/**
 * For the option `link`: two answers in different words are the same if their vectors are near, if no guard finds a contradiction
 * in them (another number, date or name, a denial), and if not both of them have a word of meaning that the other lacks. Called in
 * the background. It is careful, because a wrong link would spread an answer to questions that it does not fit. Answers that are
 * less similar by 0.2 or more are different ones. Of all others it cannot tell: they stay apart, and nothing is learned from them.
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
      if ([made, stored].some((text) => text.trim() === "" || text.length > maxTextLength)) return undefined;
      const [ofMade, ofStored] = await vectors.of(made, stored, signal);
      const cosine = cosineSimilarity(ofMade, ofStored);
      if (cosine < similarity - UNSURE) return false;
      if (cosine < similarity) return undefined;
      return sayTheSame(extractFacts(made), extractFacts(stored)) || undefined;
    },
  };
}

/** The vectors of the answers that were compared last, by a hash of their text. */
class AnswerVectors {
  readonly #known = new LRUCache<string, Float32Array>({ max: MAX_VECTORS });

  constructor(private readonly embedder: Embedder) {}

  /** Embeds what is not known in one call. @throws what the embedder throws. */
  async of(made: string, stored: string, signal: AbortSignal): Promise<[Float32Array, Float32Array]> {
    const texts = [made, stored].map((text) => ({ text, key: responseFingerprint(text) }));
    // Read before the wait, in which others may push it out.
    const vectors = new Map(texts.map(({ key }) => [key, this.#known.get(key)]));
    const missing = texts.filter(({ key }) => vectors.get(key) === undefined);
    const asked = missing.map(({ text }) => withPrefix(this.embedder, "similarity", text));
    const given = asked.length === 0 ? [] : await this.embedder.embed(asked, { signal });
    for (const [index, { key }] of missing.entries()) {
      const vector = given[index]?.slice();
      vectors.set(key, vector);
      if (vector !== undefined) this.#known.set(key, vector);
    }
    const [ofMade, ofStored] = texts.map(({ key }) => vectors.get(key));
    if (ofMade !== undefined && ofStored !== undefined) return [ofMade, ofStored];
    throw new OctavecError(
      "EMBEDDING_FAILED",
      `The embedder gave ${given.length} vectors for ${asked.length} texts.`,
      { details: { expected: asked.length, actual: given.length } },
    );
  }
}
