import { createNoopMeter, type MeterProvider, metrics } from "@opentelemetry/api";
import { createCounter } from "./instruments.js";
import { ATTRIBUTES, METRICS, SCOPE } from "./telemetry-table.js";

/** What became of one text. */
export type EmbeddingResult = "hit" | "miss" | "shared" | "bypass" | "error";

export interface EmbeddingCacheObserver {
  requested(result: EmbeddingResult, count: number): void;
}

/**
 * The counter of one embedding cache. Undefined: nobody collects metrics.
 *
 * @param meterProvider - Default: the one registered at this moment.
 */
export function createEmbeddingCacheRecorder(
  meterProvider: MeterProvider = metrics.getMeterProvider(),
): EmbeddingCacheObserver | undefined {
  const meter = meterProvider.getMeter(SCOPE.name, SCOPE.version);
  if (meter === createNoopMeter()) return undefined;
  const requests = createCounter(meter, METRICS.embeddingRequests);
  return {
    requested: (result, count) => requests.add(count, { [ATTRIBUTES.embeddingResult.key]: result }),
  };
}
