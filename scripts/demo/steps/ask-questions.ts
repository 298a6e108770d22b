import type { Embedder } from "../../../src/embedding/index.js";
import type { Filter, SearchHit } from "../../../src/index.js";
import { printHits } from "../print-hits.js";
import type { PassageAttributes, PassageRepository } from "./store-passages.js";

const HITS_ASKED = 3;

export interface Answer {
  readonly query: string;
  readonly vector: Float32Array;
  readonly hits: readonly SearchHit<PassageAttributes>[];
}

/** Embeds each question, searches and prints the ranked passages. */
export async function askQuestions(
  repository: PassageRepository,
  embedder: Embedder,
  questions: readonly string[],
  signal: AbortSignal,
): Promise<Answer[]> {
  const vectors = await embedder.embed(questions, { signal });
  const answers: Answer[] = [];
  for (const [i, query] of questions.entries()) {
    const vector = vectors[i]!;
    const hits = await ask(repository, query, vector);
    answers.push({ query, vector, hits });
  }
  return answers;
}

/** Searches once, and prints question and hits. */
export async function ask(
  repository: PassageRepository,
  query: string,
  vector: Float32Array,
  filter?: Filter,
): Promise<SearchHit<PassageAttributes>[]> {
  const hits = await repository.search({ vector, limit: HITS_ASKED, filter });
  printHits(query, hits);
  return hits;
}
