import { OctavecError } from "../../errors/index.js";
import type { SendOptions } from "../../executor.js";
import type { CacheParts } from "../cache-parts.js";
import type { CacheStats } from "./cache-stats.js";
import { cacheStatsOf } from "./cache-stats-of.js";
import type { Ledger } from "./ledger.js";

/** One round trip. @throws OctavecError `UNSUPPORTED_OPERATION` where no account is kept; what the executor throws. */
export async function readStats(
  { settings, memory }: CacheParts,
  ledger: Ledger | undefined,
  options: SendOptions,
): Promise<CacheStats> {
  if (ledger === undefined || settings.ledger === false) {
    throw new OctavecError("UNSUPPORTED_OPERATION", "stats: this cache was made with ledger: false.");
  }
  const reading = await ledger.read(options);
  const held = memory === undefined ? undefined : { entries: memory.size, bytes: memory.sizeBytes };
  return cacheStatsOf(reading, settings, settings.ledger, held);
}
