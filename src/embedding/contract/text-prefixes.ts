import type { Embedder } from "./embedder.js";

/** What a model was trained to find before a text, by what the text is for. `""`: nothing. */
export interface TextPrefixes {
  /** Before a question that looks for stored texts, such as `"query: "`. */
  readonly question: string;
  /** Before a stored text that questions look for, such as `"passage: "`. */
  readonly text: string;
  /** Before both sides when texts of one kind are compared, as a semantic cache compares questions with questions. */
  readonly similarity: string;
}

/**
 * The text as it is to be embedded: after the prefix that the embedder's model wants for this purpose, if it wants one.
 *
 * @example
 * import { embedOne, withPrefix } from "octavec/embedding";
 *
 * const vector = await embedOne(embedder, withPrefix(embedder, "question", "How do I pay?"));
 */
export function withPrefix(
  embedder: Pick<Embedder, "prefixes">,
  purpose: keyof TextPrefixes,
  text: string,
): string {
  return (embedder.prefixes?.[purpose] ?? "") + text;
}
