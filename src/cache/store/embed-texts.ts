import type { CacheParts } from "../cache-parts.js";

/** Vectors of texts that are about to be stored, in one call; undefined where embeddings are off. @throws what the embedder does. */
export async function embedTexts(
  { embedder, observers }: CacheParts,
  texts: readonly string[],
  category: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Float32Array[] | undefined> {
  if (embedder === undefined || texts.length === 0) return undefined;
  const startedAtMs = performance.now();
  const vectors = await embedder.embed(texts, { signal });
  const durationMs = performance.now() - startedAtMs;
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const event = { texts: texts.length, characters, category, durationMs };
  for (const observer of observers) observer.embedded?.(event);
  return vectors;
}
