import { type RetryTiming, systemTiming, withRetries } from "../async/index.js";
import { type OpenAiEmbedderOptions, openAiEmbedderSchema, parseOptions } from "../options/index.js";
import { checkTexts, type Embedder } from "./contract/embedder.js";
import { knownPrefixes } from "./contract/known-prefixes.js";
import { decodeEmbeddings } from "./openai-reply.js";
import { requestEmbeddings } from "./openai-request.js";

const FIRST_RETRY_MS = 500;

/**
 * An embedder for any HTTP server with the OpenAI embeddings API (`POST {baseUrl}/embeddings`).
 *
 * Texts are sent in batches of `batchSize`, one request after the other; several `embed` calls run in parallel. A request is
 * repeated after 408, 429, 5xx, a network failure or a timeout. The wait before a repeat follows `Retry-After` (seconds or
 * date), and else grows with each repeat, with jitter. Texts are sent unchanged. The server decides how long a text may be
 * and whether vectors have unit length.
 *
 * @param timing - Clock, timer and random numbers of the retries, for tests.
 * @throws OctavecError `INVALID_OPTIONS`. `embed` rejects with `EMBEDDING_FAILED` (`details.status` if the server answered;
 *   `retryable` says whether a later call can help), or with the signal's reason.
 */
export function createOpenAiEmbedder(
  options: OpenAiEmbedderOptions,
  timing: RetryTiming = systemTiming,
): Embedder {
  const resolved = parseOptions(openAiEmbedderSchema, options, "options of the OpenAI-compatible embedder");
  const { model, dimension, batchSize, maxRetries, maxRetryDelayMs } = resolved;
  return {
    model,
    dimension,
    prefixes: knownPrefixes(model),
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      checkTexts(texts);
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += batchSize) {
        const batch = texts.slice(start, start + batchSize);
        const body = await withRetries(() => requestEmbeddings(batch, resolved, signal, timing.now), {
          maxRetries,
          firstDelayMs: FIRST_RETRY_MS,
          maxRetryDelayMs,
          signal,
          timing,
        });
        vectors.push(...decodeEmbeddings(body, batch.length, dimension, start));
      }
      return vectors;
    },
  };
}
