import { createEnergeticEmbedder, type Embedder } from "../../../src/embedding/index.js";
import { embedCorpus } from "../../demo/steps/embed-corpus.js";

/** The bundled encoder with the vectors of these texts computed (or read from the cache on disk) beforehand. */
export async function embedderOfTexts(
  texts: readonly string[],
): Promise<{ embedder: Embedder; vectors: Float32Array[] }> {
  const nowhere = { package: "", version: "", source: "", section: "" };
  const passages = texts.map((text, index) => ({ id: String(index), text, ...nowhere }));
  const { stored: vectors } = await embedCorpus(
    { stored: passages, heldOut: [] },
    new AbortController().signal,
  );
  const byText = new Map(texts.map((text, index) => [text, vectors[index]!]));
  const { model, dimension, recommendedThreshold } = createEnergeticEmbedder();
  const embedder: Embedder = {
    model,
    dimension,
    recommendedThreshold,
    embed: async (asked) =>
      asked.map((text) => {
        const vector = byText.get(text);
        if (vector === undefined) throw new Error("A text was asked for that is not among those embedded.");
        return vector;
      }),
  };
  return { embedder, vectors };
}
