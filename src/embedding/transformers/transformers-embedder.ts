import { deadline } from "../../async/index.js";
import {
  parseOptions,
  type TransformersEmbedderOptions,
  transformersEmbedderSchema,
} from "../../options/index.js";
import { checkTexts, type Embedder } from "../contract/embedder.js";
import { knownPrefixes } from "../contract/known-prefixes.js";
import { toVectors } from "../contract/to-vectors.js";
import { importTransformers, loadOnce, rowsOf, sourceOf, spaceName } from "./load-model.js";

/**
 * An embedder for a text model in ONNX form, which runs in this process through the optional package `@huggingface/transformers`. The
 * model is loaded at the first call: from `folder`, or from the hub, where it is downloaded once.
 *
 * The model runs on the thread of the event loop, for as long as one batch takes. A text that is longer than the model's context is cut.
 *
 * @throws OctavecError `INVALID_OPTIONS`. `embed` rejects with `MISSING_DEPENDENCY`; with `EMBEDDING_FAILED` if the model cannot be
 *   loaded or gives other vectors than expected; or with the signal's reason, before the next batch.
 */
export function createTransformersEmbedder(options: TransformersEmbedderOptions = {}): Embedder {
  const resolved = parseOptions(
    transformersEmbedderSchema,
    options,
    "options of the embedder of Transformers.js",
  );
  const { model, dimension, pooling, batchSize } = resolved;
  const load = loadOnce(model, async () => {
    const { AutoModel, AutoTokenizer, FeatureExtractionPipeline } = await importTransformers();
    const source = sourceOf(resolved);
    // The package's own `pipeline()` asks the hub for the configuration, whatever options and cache say (seen in 4.3.2).
    const [tokenizer, loaded] = await Promise.all([
      AutoTokenizer.from_pretrained(...source),
      AutoModel.from_pretrained(...source),
    ]);
    return new FeatureExtractionPipeline({ task: "feature-extraction", tokenizer, model: loaded });
  });
  return {
    model: spaceName(resolved, `:${pooling}`),
    dimension,
    prefixes: knownPrefixes(model),
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      checkTexts(texts);
      const vectors: Float32Array[] = [];
      for (let firstIndex = 0; firstIndex < texts.length; firstIndex += batchSize) {
        const extract = await deadline(load(), { signal });
        const batch = texts.slice(firstIndex, firstIndex + batchSize);
        const made = await deadline(extract(batch, { pooling, normalize: true }), { signal });
        const expected = { count: batch.length, dimension, firstIndex };
        vectors.push(...toVectors(rowsOf(made), { what: `The model ${model}`, ...expected }));
      }
      return vectors;
    },
  };
}
