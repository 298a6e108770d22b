import type { SendOptions } from "../../executor.js";
import type { AnswerContext } from "../answer/index.js";
import type { CacheStats } from "./cache-stats.js";
import { cacheStatsOf } from "./cache-stats-of.js";
import type { Ledger } from "./ledger.js";

/** One round trip. @throws what the executor throws. */
export async function readStats(
  { settings, memory, failures }: AnswerContext,
  ledger: Ledger,
  options: SendOptions,
): Promise<CacheStats> {
  const reading = await ledger.read(options);
  const held =
    memory === undefined ? undefined : { entries: memory.size, bytes: memory.sizeBytes, lagMs: memory.lagMs };
  return cacheStatsOf(reading, settings, {
    memory: held,
    backgroundFailures: failures.counts,
    errorsByCode: ledger.errorsByCode,
  });
}
