import { deadline } from "../../async/index.js";
import { OctavecError } from "../../errors/index.js";
import {
  type ClipEmbedderOptions,
  clipEmbedderSchema,
  type EmbedInput,
  modalityOf,
  parseOptions,
} from "../../options/index.js";
import { checkTexts, type Embedder, type EmbedOptions } from "../contract/embedder.js";
import { toVectors } from "../contract/to-vectors.js";
import { type ClipModel, loadClip } from "./clip-model.js";
import { loadOnce, spaceName } from "./load-model.js";

/**
 * An embedder that puts texts and images into one space, for a CLIP model in ONNX form, which runs in this process through the optional
 * package `@huggingface/transformers`. Loading, threads and errors are those of `createTransformersEmbedder`. A text is cut after 77
 * tokens: long questions need a text model.
 *
 * @throws OctavecError `INVALID_OPTIONS`. The methods reject with `MISSING_DEPENDENCY`; with `INVALID_ARGUMENT` for bytes that are no
 *   readable image; with `EMBEDDING_FAILED`; or with the signal's reason, before the next batch.
 */
export function createClipEmbedder(options: ClipEmbedderOptions = {}): Embedder {
  const resolved = parseOptions(clipEmbedderSchema, options, "options of the CLIP embedder");
  const { model, dimension, batchSize } = resolved;
  const load = loadOnce(model, () => loadClip(resolved));
  const embedInputs = async (inputs: readonly EmbedInput[], { signal }: EmbedOptions = {}) => {
    signal?.throwIfAborted();
    checkInputs(inputs);
    const vectors: Float32Array[] = [];
    for (let firstIndex = 0; firstIndex < inputs.length; firstIndex += batchSize) {
      const clip = await deadline(load(), { signal });
      const batch = inputs.slice(firstIndex, firstIndex + batchSize);
      const rows = await deadline(embedBatch(clip, batch, firstIndex), { signal });
      const expected = { count: batch.length, dimension, firstIndex };
      vectors.push(...toVectors(rows, { what: `The model ${model}`, ...expected }));
    }
    return vectors;
  };
  return {
    model: spaceName(resolved),
    dimension,
    modalities: ["text", "image"],
    async embed(texts, embedOptions) {
      checkTexts(texts);
      return embedInputs(
        texts.map((text) => ({ text })),
        embedOptions,
      );
    },
    embedInputs,
  };
}

async function embedBatch(
  clip: ClipModel,
  batch: readonly EmbedInput[],
  firstIndex: number,
): Promise<(number[] | undefined)[]> {
  const texts = batch.flatMap((input) => ("text" in input ? [input.text] : []));
  const images = batch.flatMap((input, place) =>
    "image" in input ? [{ bytes: input.image, index: firstIndex + place }] : [],
  );
  const ofTexts = texts.length === 0 ? [] : await clip.ofTexts(texts);
  const ofImages = images.length === 0 ? [] : await clip.ofImages(images);
  let text = 0;
  let image = 0;
  return batch.map((input) => ("text" in input ? ofTexts[text++] : ofImages[image++]));
}

/** @throws OctavecError `INVALID_ARGUMENT` with the position. */
function checkInputs(inputs: readonly EmbedInput[]): void {
  for (const [index, input] of inputs.entries()) {
    if (modalityOf(input, `inputs[${index}]`) === "code") {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `inputs[${index}]: a CLIP model embeds text and image, and no code.`,
        { details: { index } },
      );
    }
  }
  checkTexts(inputs.map((input) => ("text" in input ? input.text : "image")));
}
