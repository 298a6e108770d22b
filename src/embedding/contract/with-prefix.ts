import type { Embedder } from "./embedder.js";
import type { TextPrefixes } from "./text-prefixes.js";

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
