import type { Embedder } from "../../embedding/index.js";

/**
 * Names the vector space of a cache: whatever changes the vectors of its questions is part of it, so that vectors of two spaces
 * never meet. Empty without an embedder.
 */
export function vectorSpaceOf(embedder: Embedder | undefined, quantization: "q8" | "none"): string {
  if (embedder === undefined) return "";
  const { model, dimension, prefixes } = embedder;
  const space = `${model}\n${dimension}\n${quantization}`;
  // Models without a prefix keep the name that they have always had.
  return prefixes === undefined || prefixes.similarity === "" ? space : `${space}\n${prefixes.similarity}`;
}
