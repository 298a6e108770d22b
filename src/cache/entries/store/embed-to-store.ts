import { embedQuestion } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";

/** Embeds texts in one call. Empty where the cache has no embedder. @throws what the embedder throws. */
export async function embedTexts(
  context: EntryContext,
  texts: readonly string[],
  category: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Float32Array[]> {
  const { embedder, observers } = context;
  if (embedder === undefined || texts.length === 0) return [];
  const startedAtMs = performance.now();
  const [only] = texts;
  const vectors =
    only !== undefined && texts.length === 1
      ? [(await embedQuestion(context, embedder, only, signal)).question.vector]
      : await embedder.embed(texts, { signal });
  const durationMs = performance.now() - startedAtMs;
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const event = { texts: texts.length, characters, category, durationMs };
  for (const observer of observers) observer.embedded?.(event);
  return vectors;
}
