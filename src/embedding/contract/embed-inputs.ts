import { OctavecError } from "../../errors/index.js";
import { type EmbedInput, type Modality, modalityOf } from "../../options/index.js";
import type { Embedder, EmbedOptions } from "./embedder.js";

const TEXTS_ONLY: readonly Modality[] = ["text"];

/**
 * Embeds inputs of any modality: texts by `embed`, the others by `embedInputs`.
 * @throws OctavecError `INVALID_ARGUMENT` for an input of a modality that the embedder does not have; what the embedder throws.
 */
export async function embedInputs(
  embedder: Embedder,
  inputs: readonly EmbedInput[],
  options?: EmbedOptions,
): Promise<Float32Array[]> {
  const { modalities = TEXTS_ONLY } = embedder;
  const texts: string[] = [];
  for (const [index, input] of inputs.entries()) {
    const modality = modalityOf(input, `inputs[${index}]`);
    if (!modalities.includes(modality)) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `inputs[${index}]: the embedder ${embedder.model} embeds ${modalities.join(", ")}, and no ${modality}.`,
        { details: { index, modality } },
      );
    }
    if ("text" in input) texts.push(input.text);
  }
  if (embedder.embedInputs === undefined || texts.length === inputs.length) {
    return embedder.embed(texts, options);
  }
  return embedder.embedInputs(inputs, options);
}
