import type { CacheStats } from "../account/index.js";
import type { Advice, AdvisedSettings } from "./advice.js";
import { repeatedQuestions, shortLife, shortOfRoom } from "./lifetime-rules.js";
import {
  coldMemory,
  failingEmbedder,
  fullCache,
  negativeReturn,
  refusedStores,
  slowRedis,
} from "./operation-rules.js";
import {
  codesThatDoNotFit,
  evictingServer,
  fewConnections,
  smallBatches,
  tunedValues,
} from "./setting-rules.js";
import { lowerThreshold, raiseThreshold } from "./threshold-rules.js";

export type {
  Advice,
  AdvisedSettings,
  PoolLoad,
  PrecisionFigures,
  ServerEviction,
  UpsertLoad,
} from "./advice.js";
export { type AvailabilityReport, reportAvailability } from "./availability.js";
export {
  type LatencyFigures,
  type LatencyObjective,
  type LatencyReport,
  reportLatency,
} from "./latency.js";

const RULES = [
  ...[raiseThreshold, lowerThreshold, negativeReturn, slowRedis],
  ...[failingEmbedder, coldMemory, fullCache, refusedStores],
  ...[shortOfRoom, shortLife, repeatedQuestions, evictingServer, fewConnections],
  ...[smallBatches, tunedValues, codesThatDoNotFit],
];

/**
 * Reads the figures of a cache, and says what could be set differently. It changes nothing, and does no I/O. It suggests a threshold
 * only where verdicts (`feedback`) support it, and never one that they show to break the error budget.
 *
 * @param stats - As `cache.stats()` gives them.
 * @returns one advice for each thing that is worth a change, wrong answers first; none if all is well, or too little is known.
 */
export function adviseCache(stats: CacheStats, settings: AdvisedSettings = {}): Advice[] {
  return RULES.flatMap((rule) => rule(stats, settings) ?? []);
}
