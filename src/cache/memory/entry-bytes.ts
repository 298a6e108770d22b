import type { CacheEntry } from "../contract/index.js";

/** Estimated bytes of an entry without its texts and vector: objects, map slots, list links (measured on V8: 460). */
const OVERHEAD_BYTES = 600;
const BYTES_PER_LABEL = 60;

/** Estimated bytes of an entry in memory, without its vector. Counts two bytes per character, although Latin letters take one. */
export function entryBytes(entry: CacheEntry | undefined, labels: number): number {
  const texts =
    entry === undefined
      ? 0
      : entry.response.length +
        entry.prompt.length +
        (entry.structured === undefined ? 0 : JSON.stringify(entry.structured).length);
  return OVERHEAD_BYTES + BYTES_PER_LABEL * labels + 2 * texts;
}
