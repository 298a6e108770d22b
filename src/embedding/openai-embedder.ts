import { type RetryTiming, systemTiming, withRetries } from "../async/index.js";
import { type OpenAiEmbedderOptions, openAiEmbedderSchema, parseOptions } from "../options/index.js";
import { checkTexts, type Embedder } from "./embedder.js";
import { decodeEmbeddings } from "./openai-reply.js";
import { requestEmbeddings } from "./openai-request.js";

const FIRST_RETRY_MS = 500;

/**
 * An embedder over HTTP for any server that follows the OpenAI embeddings contract (`POST {baseUrl}/embeddings`).
 *
 * Texts go out in batches of `batchSize`, one request after the other; run several `embed` calls for more at a time.
 * A request is repeated after 408, 429, 5xx, a network failure or a timeout, honouring `Retry-After` (seconds or date),
 * else with growing, jittered waits. Texts are sent as they are: how long a text may be, and whether vectors have unit
 * length, is the server's affair.
 *
 * @param timing - Clock, chance and waiting of the retries; for tests.
 * @throws OctavecError `INVALID_OPTIONS`. `embed` rejects with `EMBEDDING_FAILED` (`details.status` when the server
 *   answered; `retryable` says whether later may help), or with the signal's reason also while it waits.
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
