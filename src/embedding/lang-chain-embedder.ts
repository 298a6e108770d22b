import { deadline } from "../async/index.js";
import { type LangChainEmbedderOptions, langChainEmbedderSchema, parseOptions } from "../options/index.js";
import { checkTexts, type Embedder } from "./contract/embedder.js";
import { toVectors } from "./contract/to-vectors.js";

/**
 * An embedder from `Embeddings` of LangChain, which cut the texts into requests and repeat them by options of their own. All texts go
 * through `embedDocuments`, questions too: for models that embed questions and documents differently, a cache compares questions with
 * questions.
 *
 * The interface takes no signal: an aborted call ends its own wait at once, and the request goes on unheard.
 *
 * @throws OctavecError `INVALID_OPTIONS`. `embed` rejects with what LangChain throws, with `EMBEDDING_FAILED` for other vectors than
 *   expected, or with the signal's reason.
 */
export function createLangChainEmbedder(options: LangChainEmbedderOptions): Embedder {
  const { embeddings, model, dimension } = parseOptions(
    langChainEmbedderSchema,
    options,
    "options of LangChain's embedder",
  );
  return {
    model,
    dimension,
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      checkTexts(texts);
      if (texts.length === 0) return [];
      const given = await deadline(embeddings.embedDocuments([...texts]), { signal });
      const count = texts.length;
      return toVectors(given, { what: "The Embeddings of LangChain", count, dimension, firstIndex: 0 });
    },
  };
}
