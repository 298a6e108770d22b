import type { MeterProvider } from "@opentelemetry/api";
import { createCounter } from "./instruments.js";
import { meterOf } from "./meter-of.js";
import { ATTRIBUTES, METRICS } from "./telemetry-table.js";

/** How the embedding of one text was found (see `octavec.embedding_cache.result`). */
export type EmbeddingResult = "hit" | "miss" | "shared" | "bypass" | "error";

export interface EmbeddingCacheObserver {
  requested(result: EmbeddingResult, count: number): void;
}

/**
 * The counter of one embedding cache, or undefined if no SDK collects metrics.
 *
 * @param meterProvider - Default: the provider that is registered now.
 */
export function createEmbeddingCacheRecorder(
  meterProvider?: MeterProvider,
): EmbeddingCacheObserver | undefined {
  const meter = meterOf(meterProvider);
  if (meter === undefined) return undefined;
  const requests = createCounter(meter, METRICS.embeddingRequests);
  return {
    requested: (result, count) => requests.add(count, { [ATTRIBUTES.embeddingResult.key]: result }),
  };
}
