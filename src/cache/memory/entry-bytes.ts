import type { CacheEntry } from "../contract/index.js";

/** Estimated bytes of an entry without its texts and vector: objects, map slots, list links (measured on V8: 460). */
const OVERHEAD_BYTES = 600;
const BYTES_PER_LABEL = 60;

/** Estimated bytes of an entry in memory, without its vector. Counts two bytes per character, although Latin letters take one. */
export function entryBytes(entry: CacheEntry | undefined, labels: number): number {
  const texts =
    entry === undefined ? 0 : entry.response.length + entry.prompt.length + charactersOf(entry.structured);
  return OVERHEAD_BYTES + BYTES_PER_LABEL * labels + 2 * texts;
}

const CHARACTERS_PER_MEMBER = 8;

/** About as many as the value has as JSON, without making it: that would cost as much as the rest of what memory does. */
function charactersOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return CHARACTERS_PER_MEMBER;
  let characters = 0;
  for (const [name, member] of Object.entries(value)) characters += name.length + charactersOf(member);
  return characters;
}
