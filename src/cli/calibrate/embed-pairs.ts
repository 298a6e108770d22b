import { cosineSimilarity } from "../../../quantization/index.js";
import { canonicalizePrompt } from "../../cache/index.js";
import { type Embedder, withPrefix } from "../../embedding/index.js";
import type { LabelledPair } from "../../learning/index.js";
import { lineProgress } from "../terminal/progress.js";
import type { PairLine } from "./read-pairs.js";

/** Texts per step of the progress bar. */
const BATCH = 32;

/** Adds their similarities to the pairs. Each text is embedded once, in the form in which the cache embeds it. */
export async function embedPairs(
  pairs: readonly PairLine[],
  embedder: Embedder,
  signal: AbortSignal,
): Promise<LabelledPair[]> {
  const texts = [
    ...new Set(pairs.flatMap((pair) => ("a" in pair ? [pair.a, pair.b].map(canonicalizePrompt) : []))),
  ];
  const vectors = new Map<string, Float32Array>();
  if (texts.length > 0) {
    // On standard error, so that the report can be piped.
    console.error(`Embedding ${texts.length} texts with ${embedder.model} …`);
    const showProgress = lineProgress("Embedding", texts.length, process.stderr);
    for (let at = 0; at < texts.length; at += BATCH) {
      const batch = texts.slice(at, at + BATCH);
      const prefixed = batch.map((text) => withPrefix(embedder, "similarity", text));
      for (const [i, vector] of (await embedder.embed(prefixed, { signal })).entries()) {
        vectors.set(batch[i]!, vector);
      }
      showProgress(vectors.size);
    }
  }
  const vectorOf = (text: string) => vectors.get(canonicalizePrompt(text))!;
  return pairs.map((pair) =>
    "a" in pair
      ? { similarity: Math.min(1, cosineSimilarity(vectorOf(pair.a), vectorOf(pair.b))), same: pair.same }
      : { similarity: Math.min(1, pair.similarity), same: pair.same },
  );
}
