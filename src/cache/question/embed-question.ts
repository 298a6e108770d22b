import { dotFloat32 } from "../../../quantization/index.js";
import { withinOptions } from "../../async/index.js";
import { type Embedder, type EmbedOptions, embedInputs, withPrefix } from "../../embedding/index.js";
import { OctavecError } from "../../errors/index.js";
import type { MediaQuestion } from "./cache-request.js";
import { type EmbeddedQuestion, queryVectorOf } from "./query-vector.js";
import type { QuestionContext } from "./question-context.js";

/** The part of a request that is embedded. */
export interface QuestionToEmbed {
  readonly text: string;
  readonly media?: Pick<MediaQuestion, "modality" | "input" | "contentId"> | undefined;
}

/** Names the vector of a question. Questions of different modalities never have one name. */
export function vectorKeyOf({ text, media }: QuestionToEmbed): string {
  return media === undefined ? `text:${text}` : `${media.modality}:${media.contentId}`;
}

/** Whether the embedder has vectors for questions of this modality. */
export function canEmbed(embedder: Embedder | undefined, { media }: QuestionToEmbed): embedder is Embedder {
  if (embedder === undefined || media === undefined) return embedder !== undefined;
  return embedder.modalities?.includes(media.modality) === true;
}

/** What embedders count by: UTF-16 units of a text or of code, and none of an image. */
export function embeddedCharacters({ text, media }: QuestionToEmbed): number {
  return media?.modality === "image" ? 0 : text.length;
}

/** One vector per question. Those that are texts get the prefix that the model wants before texts that are compared. */
export function embedQuestions(
  embedder: Embedder,
  questions: readonly QuestionToEmbed[],
  options: EmbedOptions,
): Promise<Float32Array[]> {
  if (questions.every(({ media }) => media === undefined)) {
    return embedder.embed(
      questions.map(({ text }) => withPrefix(embedder, "similarity", text)),
      options,
    );
  }
  const inputs = questions.map(
    ({ text, media }) => media?.input ?? { text: withPrefix(embedder, "similarity", text) },
  );
  return embedInputs(embedder, inputs, options);
}

/**
 * Embeds a question within `embedTimeoutMs`, unless its vector is at hand or the embedder is skipped (`embedBreaker`). Callers who
 * need the same vector at the same time share one call. `isOwn`: this caller's call of the embedder gave the vector.
 * @throws what the embedder throws; `TIMEOUT`; `CIRCUIT_OPEN`; `EMBEDDING_FAILED` if it gives no vector of its dimension; the
 * signal's reason.
 */
export async function embedQuestion(
  { settings, embeddings, recent, breaker, reportEmbedder }: QuestionContext,
  embedder: Embedder,
  asked: QuestionToEmbed,
  signal: AbortSignal | undefined,
): Promise<{ question: EmbeddedQuestion; isOwn: boolean }> {
  const key = vectorKeyOf(asked);
  const known = recent?.get(key);
  if (known !== undefined) return { question: known, isOwn: false };
  const { embedTimeoutMs, embedBreaker: limits } = settings;
  const { value: question, joined } = await embeddings.run(
    key,
    async (shared) => {
      const embed = () =>
        withinOptions(embedTimeoutMs, shared, async (options) => {
          const [given] = await embedQuestions(embedder, [asked], options);
          return checked(given, embedder.dimension);
        });
      const attempt = { limits, signal: shared, report: reportEmbedder };
      const vector = await (breaker === undefined ? embed() : breaker.run(attempt, embed));
      const query = queryVectorOf(vector, settings.index.quantization);
      const made: EmbeddedQuestion = { vector, query, hasExactEntry: false };
      return recent?.keep(key, made) ?? made;
    },
    { signal },
  );
  return { question, isOwn: !joined };
}

function checked(vector: Float32Array | undefined, dimension: number): Float32Array {
  if (vector instanceof Float32Array && vector.length === dimension && isDirection(vector)) return vector;
  throw new OctavecError(
    "EMBEDDING_FAILED",
    `The embedder gave no usable vector: expected ${dimension} finite numbers, not all of them 0.`,
  );
}

function isDirection(vector: Float32Array): boolean {
  // In double precision the square of a float32 never overflows, and only that of 0 is 0.
  const squares = dotFloat32(vector, vector);
  return squares > 0 && squares < Number.POSITIVE_INFINITY;
}
