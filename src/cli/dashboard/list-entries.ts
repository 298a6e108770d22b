import type { ExportedEntry, FoundByWords, SemanticCache } from "../../cache/index.js";

/** Characters of a text that the page shows. */
const MOST_CHARACTERS = 2_000;

/** What the page shows of an entry. */
export interface ListedEntry {
  readonly entryId: string;
  readonly prompt: string;
  readonly response: string;
  readonly tags: readonly string[];
  readonly model: string | undefined;
  readonly createdAtMs: number;
  /** Null: it never expires. Undefined: not read. */
  readonly remainingMs?: number | null;
}

export interface EntryList {
  readonly entries: readonly ListedEntry[];
  /** Whether there are no others. */
  readonly complete: boolean;
}

/** Some entries, in no order. Reads no more than it gives, and a page. */
export async function someEntries(
  cache: SemanticCache,
  limit: number,
  signal: AbortSignal,
): Promise<EntryList> {
  const entries = new Map<string, ListedEntry>();
  for await (const entry of cache.export({ vectors: false, batchSize: limit, signal })) {
    if (entries.size === limit && !entries.has(entry.entryId))
      return { entries: [...entries.values()], complete: false };
    entries.set(entry.entryId, { ...listed(entry), remainingMs: entry.remainingMs });
  }
  return { entries: [...entries.values()], complete: true };
}

/** The entries that have one of the words, best first. */
export async function entriesWithWords(
  cache: SemanticCache,
  { text, limit }: { readonly text: string; readonly limit: number },
  signal: AbortSignal,
): Promise<EntryList> {
  const found = await cache.find({ text, limit: limit + 1, signal });
  return { entries: found.slice(0, limit).map(listed), complete: found.length <= limit };
}

function listed(entry: ExportedEntry | FoundByWords): ListedEntry {
  const { entryId, prompt, response, tags, model, createdAtMs } = entry;
  return { entryId, prompt: cut(prompt), response: cut(response), tags, model, createdAtMs };
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
