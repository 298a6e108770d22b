import {
  canEmbed,
  embeddedCharacters,
  embedQuestion,
  embedQuestions,
  type QuestionToEmbed,
} from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";

/**
 * Embeds questions in one call, and gives their vectors in their order: undefined where the cache has no embedder for the modality
 * of a question.
 * @throws what the embedder throws; OctavecError `CIRCUIT_OPEN` for a single question while the embedder is skipped.
 */
export async function embedToStore(
  context: EntryContext,
  questions: readonly QuestionToEmbed[],
  category: string | undefined,
  signal: AbortSignal | undefined,
): Promise<(Float32Array | undefined)[]> {
  const { embedder, observers } = context;
  if (embedder === undefined) return [];
  const able = questions.filter((question) => canEmbed(embedder, question));
  const [only] = able;
  if (only === undefined) return [];
  const startedAtMs = performance.now();
  const vectors =
    able.length === 1
      ? [(await embedQuestion(context, embedder, only, signal)).question.vector]
      : await embedQuestions(embedder, able, { signal });
  const durationMs = performance.now() - startedAtMs;
  const characters = able.reduce((sum, question) => sum + embeddedCharacters(question), 0);
  const event = { texts: able.length, characters, category, durationMs };
  for (const observer of observers) observer.embedded?.(event);
  const vectorOf = new Map(able.map((question, index) => [question, vectors[index]]));
  return questions.map((question) => vectorOf.get(question));
}
